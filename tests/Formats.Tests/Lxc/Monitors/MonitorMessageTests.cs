using Orchestrator.Formats.Lxc.Monitors;

namespace Orchestrator.Formats.Tests.Lxc.Monitors;

/// <summary>The messages of LXC's monitors, byte by byte as LXC 5.0.2 sends them on x86-64.</summary>
public sealed class MonitorMessageTests
{
    [Fact]
    public void Header_IsSixteenBytes_InTheirOrder()
    {
        Span<byte> bytes = stackalloc byte[LxcHeader.Size];
        new LxcHeader(-22, 80, 0x1f5c).Write(bytes);
        Convert.ToHexStringLower(bytes).ShouldBe("eaffffff500000005c1f000000000000");
        LxcHeader.Read(bytes).ShouldBe(new LxcHeader(-22, 80, 0x1f5c));
    }

    [Fact]
    public void Notice_HasTheNameInItsPlace()
    {
        var notice = LxcNotice.OfState("real", LxcStates.Frozen);
        notice.Length.ShouldBe(264);
        Convert.ToHexStringLower(notice.AsSpan(0, 10)).ShouldBe("000000007265616c0000");
        BitConverter.ToInt32(notice, 260).ShouldBe(6);
        BitConverter.ToInt32(LxcNotice.OfExit("real", 9), 0).ShouldBe(2);
        LxcNotice.OfState(new string('n', 400), LxcStates.Running)[259].ShouldBe((byte)0);
    }

    [Fact]
    public void Context_NamesLayoutAndCount()
    {
        var bytes = LxcCgroupContext.Make(layout: 1, count: 10);
        bytes.Length.ShouldBe(96);
        Convert.ToHexStringLower(bytes.AsSpan(0, 12)).ShouldBe("01000000000000000a000000");
    }

    [Theory]
    [InlineData(79, null)]
    [InlineData(80, "memory")]
    public void Place_ReadsTheController(int length, string? controller)
    {
        var request = new byte[length];
        "memory"u8.CopyTo(request.AsSpan(16));
        LxcCgroupPlace.Controller(request).ShouldBe(controller);
    }

    [Fact]
    public void Place_AnswersWithTheFileSystem()
    {
        var request = new byte[80];
        "memory"u8.CopyTo(request.AsSpan(16));
        Convert.ToHexStringLower(LxcCgroupPlace.Answer(request, layout: 1, fileSystem: 0x27e0eb).AsSpan(0, 24))
            .ShouldBe("0100000000000000ebe02700000000006d656d6f72790000");
        LxcCgroupPlace.Controller(new byte[80]).ShouldBeNull();
    }

    [Theory]
    [InlineData("/var/lib/lxc", "web", "/var/lib/lxc/web/command")]
    [InlineData("/dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd", "web", null)]
    public void SocketName_IsThePath_OrItsHashWhereThatIsTooLong(string path, string name, string? expected)
    {
        var own = LxcSocketNames.Of(path, name);
        if (expected is not null)
            own.ShouldBe(expected);
        else
            own.ShouldMatch("^lxc/[0-9a-f]{16}/command$");
    }

    [Theory]
    [InlineData("0: 00000002 00000000 00010000 0001 01 1 @/var/lib/lxc/web/command", "web")]
    [InlineData("0: 00000002 00000000 00010000 0001 01 1 @/var/lib/lxc/web/inner/command", null)]
    [InlineData("0: 00000002 00000000 00010000 0001 01 1 @/var/lib/lxc//command", null)]
    [InlineData("0: 00000002 00000000 00010000 0001 01 1 @/var/lib/lxc/command", null)]
    [InlineData("0: 00000002 00000000 00010000 0001 01 1 /var/lib/lxc/web/command", null)]
    [InlineData("0: 00000002 00000000 00010000 0001 01 1", null)]
    public void NameIn_FindsTheContainer(string line, string? name) => LxcSocketNames.NameIn(line, "/var/lib/lxc").ShouldBe(name);

    [Fact]
    public void States_HaveTheirNumbers()
    {
        LxcStates.NameOf(LxcStates.Thawed).ShouldBe("THAWED");
        LxcStates.NumberOf("FREEZING").ShouldBe(5);
        LxcStates.NumberOf("ASLEEP").ShouldBe(-1);
        LxcStates.NameOf(8).ShouldBeNull();
        LxcStates.NameOf(-1).ShouldBeNull();
    }
}
