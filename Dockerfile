# The EIR node and eirctl in one image, and the registry in another.
#
#   docker build -t eirdiameter .
#   docker run -d --name eir -p 3868:3868 -v eir:/data eirdiameter \
#       --Diameter:UnknownPeers Refuse --Diameter:Peers:0:Host mme01.epc.mnc001.mcc001.3gppnetwork.org
#   docker exec eir eirctl status
#
# The operators' API stays on the container's loopback (http://127.0.0.1:8080), where eirctl reaches it through docker exec. To publish
# it: --Admin:Url http://0.0.0.0:8080 --Admin:Keys:0 KEY.
#
#   docker build --target registry -t eirdiameter-registry .
#   docker run -d --name registry -p 8090:8090 -v registry:/data -e Registry__RegistrarKeys__0=A-LONG-RANDOM-KEY eirdiameter-registry
#
# The registry does not start without a registrar's key there, since it listens to more than the container.

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY src/ src/
COPY tools/eirctl/ tools/eirctl/
RUN dotnet restore src/EirDiameter.Node --locked-mode
RUN dotnet restore src/EirDiameter.Registry --locked-mode
RUN dotnet restore tools/eirctl --locked-mode
RUN dotnet publish src/EirDiameter.Node -c Release --no-restore -o /publish/node
RUN dotnet publish src/EirDiameter.Registry -c Release --no-restore -o /publish/registry
RUN dotnet publish tools/eirctl -c Release --no-restore -o /publish/eirctl
RUN printf '#!/bin/sh\nexec dotnet /app/eirctl/eirctl.dll "$@"\n' > /publish/eirctl-command && chmod 755 /publish/eirctl-command
# A new volume takes its owner from the folder it covers.
RUN mkdir /publish/data

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS registry
COPY --from=build /publish/registry/ /app/registry/
COPY --from=build --chown=1654:1654 /publish/data/ /data/
# Database, keys and published feeds are below the folder it starts in.
ENV Registry__Url=http://0.0.0.0:8090
VOLUME /data
EXPOSE 8090
USER 1654
WORKDIR /data
HEALTHCHECK --interval=10s --timeout=6s --start-period=120s CMD ["dotnet", "/app/registry/EirDiameter.Registry.dll", "--health"]
ENTRYPOINT ["dotnet", "/app/registry/EirDiameter.Registry.dll"]

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS node
COPY --from=build /publish/node/ /app/node/
COPY --from=build /publish/eirctl/ /app/eirctl/
COPY --from=build /publish/eirctl-command /usr/local/bin/eirctl
COPY --from=build --chown=1654:1654 /publish/data/ /data/
ENV Store__Path=/data \
    Diameter__Listen__0=tcp://0.0.0.0:3868
VOLUME /data
EXPOSE 3868
# The user app of Microsoft's images ($APP_UID), who may write to /data and nowhere else.
USER 1654
WORKDIR /data
HEALTHCHECK --interval=10s --timeout=6s --start-period=120s CMD ["dotnet", "/app/node/EirDiameter.Node.dll", "--health"]
ENTRYPOINT ["dotnet", "/app/node/EirDiameter.Node.dll"]
