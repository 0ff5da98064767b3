using System.Diagnostics;
using Orchestrator.Isolation.Capabilities;
using Orchestrator.Isolation.Tests.Support;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Tests.Capabilities;

/// <summary>Our texts and attributes beside those of Debian's setcap and getcap.</summary>
public sealed class CapabilityTextTests
{
    private const string Setcap = "/usr/sbin/setcap";
    private const string Getcap = "/usr/sbin/getcap";

    [Theory]
    [InlineData("cap_net_raw=ep", "cap_net_raw=ep")]
    [InlineData("CAP_NET_RAW+ep", "cap_net_raw=ep")]
    [InlineData("=ep", "=ep")]
    [InlineData("all=p cap_kill+i", "=p cap_kill+i")]
    [InlineData("=p cap_net_raw-p", "=p cap_net_raw-p")]
    [InlineData("cap_chown=p cap_kill=i", "cap_kill=i cap_chown+p")]
    [InlineData("=i cap_chown=p", "=i cap_chown+p-i")]
    [InlineData("cap_chown,cap_kill=eip cap_fowner=ie", "cap_chown,cap_kill=eip cap_fowner+ei")]
    [InlineData("41,40+p", "cap_checkpoint_restore=p 41+p")]
    [InlineData("=", "=")]
    public void Format_OfWhatWasParsed_IsLibcaps(string text, string formatted)
    {
        CapabilityText.TryParse(text, out var sets, out var problem).ShouldBeTrue(problem);
        CapabilityText.Format(sets).ShouldBe(formatted);
    }

    [Theory]
    [InlineData("", "no capabilities")]
    [InlineData("cap_net_raw", "has no =")]
    [InlineData("cap_fly=ep", "'cap_fly'")]
    [InlineData("cap_kill=x", "'x'")]
    [InlineData("+ep", "no names")]
    [InlineData("cap_kill+", "no e, i or p")]
    [InlineData("cap_kill,=p", "','")]
    [InlineData("64=p", "'64'")]
    public void TryParse_BadText_SaysWhatIsWrong(string text, string says)
    {
        CapabilityText.TryParse(text, out _, out var problem).ShouldBeFalse();
        problem.ShouldNotBeNull().ShouldContain(says);
    }

    [Fact]
    public void Set_GeneratedCapabilities_IsWhatGetcapShowsAndSetcapWrites()
    {
        Needs.Root();
        Assert.SkipUnless(File.Exists(Setcap) && File.Exists(Getcap), "setcap and getcap are not installed (libcap2-bin)");
        using var folder = new ScratchFolder();
        var attribute = new ExtendedAttribute(FileCapabilities.Attribute);
        var random = new Random(7);
        for (var i = 0; i < 40; i++)
        {
            var permitted = Some(random);
            var inheritable = random.Next(2) == 0 ? 0 : Some(random);
            var wanted = new FileCapabilities(permitted, inheritable, random.Next(2) == 0, random.Next(3) == 0 ? 100_000u + (uint)i : null);
            var ours = Path.Combine(folder.Path, $"ours{i}");
            var theirs = Path.Combine(folder.Path, $"theirs{i}");
            File.WriteAllText(ours, "");
            File.WriteAllText(theirs, "");
            using (var file = File.OpenHandle(ours, FileMode.Open, FileAccess.ReadWrite))
                attribute.Set(file, ours, wanted.ToBytes());

            var triple = new CapabilityTriple(wanted.Effective ? permitted | inheritable : 0, permitted, inheritable);
            var text = CapabilityText.Format(triple);
            Run(Getcap, "-n", ours).Trim().ShouldBe($"{ours} {text}{(wanted.RootId is { } root ? $" [rootid={root}]" : "")}");
            Run(Setcap, [.. wanted.RootId is { } id ? ["-n", $"{id}"] : Array.Empty<string>(), text, theirs]);
            attribute.Get(ours).ShouldBe(attribute.Get(theirs), text);
            FileCapabilities.Parse(attribute.Get(theirs)).ShouldBe(wanted);
            CapabilityText.TryParse(text, out var read, out _).ShouldBeTrue();
            read.ShouldBe(triple);
        }
    }

    [Fact]
    public void Parse_VersionOneAndRubbish_IsReadOrRefused()
    {
        FileCapabilities.Parse([0x01, 0, 0, 0x01, 0x20, 0, 0, 0, 0x01, 0, 0, 0]).ShouldBe(new FileCapabilities(0x20, 1, true));
        FileCapabilities.Parse(new byte[20]).ShouldBeNull();
        FileCapabilities.Parse([0, 0, 0, 0x02]).ShouldBeNull();
        FileCapabilities.Parse([0, 0, 0, 0x02, .. new byte[20]]).ShouldBeNull();
    }

    [Fact]
    public void Parse_OwnStatus_HasTheFiveSets()
    {
        var status = File.ReadAllText("/proc/self/status");
        var sets = ProcessCapabilities.Parse(status).ShouldNotBeNull();
        foreach (var (field, mask) in new[] { ("CapEff", sets.Effective), ("CapPrm", sets.Permitted), ("CapInh", sets.Inheritable), ("CapBnd", sets.Bounding), ("CapAmb", sets.Ambient) })
            status.ShouldContain($"{field}:\t{mask:x16}");
        ProcessCapabilities.Parse("CapEff:\t0\nCapPrm:\t0\n").ShouldBeNull();
    }

    private static ulong Some(Random random)
    {
        var mask = 0UL;
        for (var i = random.Next(1, 30); i > 0; i--)
            mask |= 1UL << random.Next(CapabilityNames.All.Count);
        return mask;
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEnd();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}: {error}");
        return output;
    }
}
