using Orchestrator.Isolation.Capabilities;
using Orchestrator.Isolation.Seccomp;
using Orchestrator.Isolation.Seccomp.Bpf;
using Orchestrator.Isolation.Seccomp.Policies;

namespace Orchestrator.Isolation.Tests.Seccomp;

/// <summary>Our program and libseccomp's of the same profile, call by call.</summary>
public sealed class LibseccompAgreementTests
{
    private const int Profiles = 60;

    [Fact]
    public void S02_Program_OfGeneratedProfiles_AgreesWithLibseccompOnEveryNumberAndAbi()
    {
        NeedsLibseccomp();
        for (var seed = 0; seed < Profiles; seed++)
        {
            var random = new Random(seed);
            var generated = new GeneratedProfile(random, name => Libseccomp.Resolve(SeccompAbi.X8664, name) is not null);
            var reading = PolicyReader.Read($"seed {seed}", generated.Text);
            reading.Policy.ShouldNotBeNull(string.Join('\n', reading.Problems));
            var profile = reading.Policy.Resolve(new SeccompContext(SeccompMachine.X86, CapabilitySet.Default, new Version(6, 1)));
            using var other = new Libseccomp(generated.Fallback, generated.Abis);
            foreach (var (name, action, tests) in generated.Rules)
                other.Add(name, action, tests);
            Compare(profile, other.Program(), random, $"seed {seed}\n{generated.Text}");
        }
    }

    [Theory]
    [InlineData("/usr/share/containers/seccomp.json")]
    public void S02_Program_OfAProfileInUse_AgreesWithLibseccomp(string path)
    {
        NeedsLibseccomp();
        Assert.SkipUnless(File.Exists(path), $"{path} is not installed (golang-github-containers-common)");
        foreach (var mask in (ulong[])[0, CapabilitySet.Default.Mask, CapabilitySet.All.Mask, CapabilitySet.Of(Capability.SysAdmin).Mask])
        {
            var context = new SeccompContext(SeccompMachine.X86, new CapabilitySet(mask), new Version(6, 1));
            var reading = PolicyReader.Read(path, File.ReadAllText(path));
            reading.Policy.ShouldNotBeNull(string.Join('\n', reading.Problems));
            var profile = reading.Policy.Resolve(context);
            var oci = reading.Policy.ShouldBeOfType<OciPolicy>();
            using var other = new Libseccomp(profile.Native.Fallback.Otherwise.Action, profile.Open.Keys);
            foreach (var rule in oci.RulesInForce(context).Where(rule => rule.Action != profile.Native.Fallback.Otherwise.Action))
            {
                foreach (var (name, _) in rule.Names.Where(call => Libseccomp.Resolve(SeccompAbi.X8664, call.Name) is not null))
                {
                    foreach (var tests in rule.Alternatives)
                        other.Add(name, rule.Action, tests);
                }
            }
            Compare(profile, other.Program(), new Random(1), $"{path} with {mask:x}");
        }
    }

    private static void Compare(SeccompProfile profile, List<SockFilter> other, Random random, string what)
    {
        var own = SeccompCompiler.Assemble(profile);
        foreach (var arch in (uint[])[SeccompAbi.X8664.Arch, SeccompAbi.I386.Arch])
        {
            foreach (var number in ProgramProof.Numbers().Where(number => !IsNewer(profile, arch, number)))
            {
                foreach (var arguments in ProgramProof.ArgumentSets(profile, arch, number, random))
                {
                    // Linux itself has 32 bits there.
                    if (arch == SeccompAbi.I386.Arch)
                        Array.ForEach(Enumerable.Range(0, 6).ToArray(), i => arguments[i] = (uint)arguments[i]);
                    // We look past the version that ipc's first argument carries, as Linux does; libseccomp can be passed by it.
                    if (arch == SeccompAbi.I386.Arch && number == MultiplexedCall.Ipc)
                        arguments[0] &= 0xFFFF;
                    var ours = BpfInterpreter.Run(own, arch, number, arguments);
                    var theirs = BpfInterpreter.Run(other, arch, number, arguments);
                    if (ours != theirs)
                    {
                        ours.ShouldBe(
                            theirs, $"{arch:x} {number:x} ({string.Join(' ', arguments.Select(a => $"{a:x}"))}), in {what}");
                    }
                }
            }
        }
    }

    /// <summary>Where we answer ENOSYS on purpose (case E39), libseccomp gives the default.</summary>
    private static bool IsNewer(SeccompProfile profile, uint arch, uint number)
    {
        if (arch == SeccompAbi.X8664.Arch && number == uint.MaxValue)
            return true;
        return profile.Open.Values.Any(rules => rules.Abi.Arch == arch
            && (rules.Abi == SeccompAbi.X32) == (arch == SeccompAbi.X8664.Arch && number >= SeccompAbi.X32Bit)
            && ReferenceEquals(rules.Find(rules.Abi == SeccompAbi.X32 ? number - SeccompAbi.X32Bit : number), rules.Beyond)
            && rules.Beyond.Otherwise.Action != rules.Fallback.Otherwise.Action);
    }

    private static void NeedsLibseccomp() =>
        Assert.SkipUnless(Libseccomp.IsInstalled, "libseccomp.so.2 is not installed (libseccomp2)");
}
