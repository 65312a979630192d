using System.Buffers;
using EirDiameter.Peers.Hosting;
using EirDiameter.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EirDiameter.Peers.Tests.Hosting;

public class DiameterMemoryPoolTests
{
    [Fact]
    public async Task A_host_that_has_Kestrel_first_takes_its_memory_from_this_pool()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddDiameterPeers(new PeersOptions(), new LocalIdentity { OriginHost = "eir.example.org", OriginRealm = "example.org" });
        await using WebApplication host = builder.Build();

        MemoryPool<byte> pool = host.Services.GetRequiredService<IMemoryPoolFactory<byte>>().Create();

        Assert.IsType<DiameterMemoryPool>(pool);
        using IMemoryOwner<byte> block = pool.Rent(1);
        Assert.Equal(DiameterMemoryPool.BlockSize, block.Memory.Length);
    }

    [Fact]
    public void A_block_given_back_is_used_again_and_only_once()
    {
        using var pool = new DiameterMemoryPool();
        IMemoryOwner<byte> first = pool.Rent();
        first.Dispose();
        first.Dispose();

        using IMemoryOwner<byte> second = pool.Rent();
        using IMemoryOwner<byte> third = pool.Rent();

        Assert.Same(first, second);
        Assert.NotSame(second, third);
    }

    [Fact]
    public void More_than_a_block_is_refused()
    {
        using var pool = new DiameterMemoryPool();

        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent(DiameterMemoryPool.BlockSize + 1));
    }
}
