using System.Globalization;
using System.Text;
using Orchestrator.Isolation.Capabilities;
using Orchestrator.Isolation.Seccomp;
using Orchestrator.Isolation.Seccomp.Policies;

namespace Orchestrator.Isolation.Tests.Seccomp;

/// <summary>
/// Inputs made of what such files are made of, cut and mixed. ORCH_FUZZ=N makes N of them; 1,000,000 is the long form.
/// </summary>
public sealed class PolicyFuzzTests
{
    private static readonly string[] LxcPieces =
    [
        "1\n", "2\n", "2", "\n", " ", "\t", "allowlist", "denylist", "whitelist", "blacklist", " errno ", " kill", " trap", " log", " allow",
        " notify", "debug", "[all]\n", "[x86]\n", "[X32]\n", "[arm64]\n", "[", "]", ",", "read", "socket", "umount2\n", "mknod errno 0\n",
        "reject_force_umount\n", "#", "0", "16", "0x", "0xFFFFFFFFFFFFFFFF", "007", "18446744073709551616", "SCMP_CMP_EQ", "SCMP_CMP_MASKED_EQ",
        "==", "&=", "!=", "[0,16,SCMP_CMP_EQ]", "[1,0x5412,==][2,3,<]\n", "-1", "é", "\0", "\r\n", "\uFEFF", "\uD800",
    ];

    private static readonly string[] OciPieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "null", "true", "1", "-1", "1e9", "4294967296", "18446744073709551616", " ", "\n",
        "\"defaultAction\":\"SCMP_ACT_ERRNO\"", "\"defaultErrnoRet\":", "\"architectures\":[\"SCMP_ARCH_X86\"]", "\"archMap\":[",
        "\"syscalls\":[", "{\"names\":[\"read\"],\"action\":\"SCMP_ACT_ALLOW\"}", "\"names\":[\"clone\"]", "\"action\":", "\"SCMP_ACT_KILL\"",
        "\"args\":[{\"index\":0,\"value\":2,\"op\":\"SCMP_CMP_MASKED_EQ\"}]", "\"includes\":{\"caps\":[\"CAP_SYS_ADMIN\"]}", "\"excludes\":",
        "\"flags\":[]", "\"minKernel\":\"4.8\"", "//", "é", "\0", "\uD800",
    ];

    private static readonly string[] Seeds =
    [
        "2\ndenylist\nreject_force_umount\n[all]\nkexec_load errno 1\nsocket errno 97 [0,16,SCMP_CMP_EQ]\n[x86_64]\nioctl kill [1,0x5412,SCMP_CMP_MASKED_EQ,0xffffffff]\n",
        "1\nallowlist\n0\n1\n2\n3\n60\n",
        "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"defaultErrnoRet\":38,\"archMap\":[{\"architecture\":\"SCMP_ARCH_X86_64\",\"subArchitectures\":[\"SCMP_ARCH_X86\"]}],\"syscalls\":[{\"names\":[\"read\",\"socket\"],\"action\":\"SCMP_ACT_ALLOW\",\"args\":[{\"index\":0,\"value\":5,\"valueTwo\":4,\"op\":\"SCMP_CMP_MASKED_EQ\"}],\"includes\":{\"caps\":[\"CAP_KILL\"],\"arches\":[\"amd64\"],\"minKernel\":\"4.8\"},\"excludes\":{}}],\"flags\":[\"SECCOMP_FILTER_FLAG_LOG\"]}",
    ];

    private static readonly SeccompContext Context = new(SeccompMachine.X86, CapabilitySet.Default, new Version(6, 1));

    private static int Inputs => int.TryParse(
        Environment.GetEnvironmentVariable("ORCH_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 20_000;

    [Fact]
    public void F_LxcPolicy_GeneratedInputs_NeitherCrashNorHangNorGrow() => Run(LxcPieces, "2\ndenylist\n", 0);

    [Fact]
    public void F_OciProfile_GeneratedInputs_NeitherCrashNorHangNorGrow() => Run(OciPieces, "{\"defaultAction\":\"SCMP_ACT_ERRNO\",", 1);

    private static void Run(string[] pieces, string head, int salt)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var read = 0;
        for (var seed = 0; seed < Inputs; seed++)
        {
            var text = Make(new Random(seed * 2 + salt), pieces, head);
            try
            {
                var reading = PolicyReader.Read("fuzz", text);
                reading.Problems.Count.ShouldBeLessThanOrEqualTo(101);
                if (reading.Policy is not { } policy)
                {
                    reading.Errors.ShouldNotBeEmpty();
                    continue;
                }
                read++;
                // Reading is the part that strangers reach; every hundredth goes all the way.
                if (read % 100 == 0)
                    SeccompCompiler.Assemble(policy.Resolve(Context));
            }
            catch (Exception error) when (error is not Xunit.Sdk.XunitException)
            {
                throw new InvalidOperationException($"seed {seed}: {text}", error);
            }
        }
        read.ShouldBeGreaterThan(Inputs / 1000);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(16 << 20);
    }

    private static string Make(Random random, string[] pieces, string head)
    {
        if (random.Next(3) == 0)
            return Mutate(random, Seeds[random.Next(Seeds.Length)], pieces);
        var text = new StringBuilder(random.Next(4) == 0 ? "" : head);
        for (var i = random.Next(1, 40); i > 0; i--)
            text.Append(pieces[random.Next(pieces.Length)]);
        return text.ToString();
    }

    private static string Mutate(Random random, string seed, string[] pieces)
    {
        var text = new StringBuilder(seed);
        for (var i = random.Next(1, 5); i > 0 && text.Length > 0; i--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(4))
            {
                case 0:
                    text.Remove(at, Math.Min(random.Next(1, 12), text.Length - at));
                    break;
                case 1:
                    text.Insert(at, pieces[random.Next(pieces.Length)]);
                    break;
                case 2:
                    text[at] = (char)random.Next(0x250);
                    break;
                default:
                    text.Insert(at, text.ToString(at, Math.Min(random.Next(1, 60), text.Length - at)));
                    break;
            }
        }
        return text.ToString();
    }
}
