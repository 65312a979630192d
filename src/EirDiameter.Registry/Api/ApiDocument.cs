using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace EirDiameter.Registry;

/// <summary>The document that describes the API (OpenAPI), made from the endpoints themselves.</summary>
internal static class ApiDocument
{
    private const string Scheme = "participant-key";

    public static void Add(IServiceCollection services) => services.AddOpenApi("v1", Configure);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapOpenApi("/openapi/{documentName}.json").OpenToAll();

    private static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Global IMEI Registry",
                Version = "1",
                Description =
                    "Participants declare what was produced, report equipment, and look up what is known of it; the registry publishes lists from that as signed feeds. "
                    + "Every change is an entry of a chained log. What is refused changes nothing, and the answer says why (RFC 9457).",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[Scheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A participant's key: 'Authorization: Bearer KEY'.",
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<Access.Needed>().LastOrDefault() is { Open: false } needed)
            {
                operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [] }];
                operation.Responses ??= [];
                operation.Responses.TryAdd("401", new OpenApiResponse { Description = "No key, or one that is not valid" });
                operation.Responses.TryAdd("403", new OpenApiResponse { Description = $"The key's participant may not do this; it needs: {needed.Scope}" });
            }

            return Task.CompletedTask;
        });
    }
}
