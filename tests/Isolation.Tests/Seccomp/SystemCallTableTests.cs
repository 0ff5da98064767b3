using System.Globalization;
using System.Text.RegularExpressions;
using Orchestrator.Isolation.Seccomp;

namespace Orchestrator.Isolation.Tests.Seccomp;

public sealed partial class SystemCallTableTests
{
    [Theory]
    [InlineData("x86_64", "/usr/include/x86_64-linux-gnu/asm/unistd_64.h")]
    [InlineData("x86", "/usr/include/x86_64-linux-gnu/asm/unistd_32.h")]
    [InlineData("x32", "/usr/include/x86_64-linux-gnu/asm/unistd_x32.h")]
    public void Numbers_OfEveryCall_AreThoseOfTheMachinesHeaders(string name, string header)
    {
        Assert.SkipUnless(File.Exists(header), $"{header} is not installed (linux-libc-dev)");
        var abi = Abi(name);
        var found = Definition().Matches(File.ReadAllText(header))
            .ToDictionary(match => match.Groups[1].Value, match => int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
        found.Count.ShouldBeGreaterThan(300);
        // Headers newer than the table may know more.
        foreach (var (call, number) in found.Where(pair => pair.Value <= abi.Table.Newest))
            abi.Table.Numbers.GetValueOrDefault(call, -1).ShouldBe(number, call);
        var newest = found.Where(pair => pair.Value < 512).Max(pair => pair.Value);
        foreach (var (call, number) in abi.Table.Numbers.Where(pair => pair.Value <= newest && pair.Value is < 335 or > 423))
            found.GetValueOrDefault(call, -1).ShouldBe(number, call);
    }

    [Fact]
    public void Numbers_OfEveryCall_AreLibseccomps()
    {
        Assert.SkipUnless(Libseccomp.IsInstalled, "libseccomp.so.2 is not installed (libseccomp2)");
        foreach (var abi in (SeccompAbi[])[SeccompAbi.X8664, SeccompAbi.I386, SeccompAbi.X32, SeccompAbi.Arm64])
        {
            var compared = 0;
            foreach (var (call, number) in abi.Table.Numbers)
            {
                // Newer than this libseccomp, or multiplexed on i386.
                if (Libseccomp.Resolve(abi, call) is not { } theirs || (abi == SeccompAbi.I386 && theirs < 0))
                    continue;
                (abi == SeccompAbi.X32 ? theirs - (int)SeccompAbi.X32Bit : theirs).ShouldBe(number, $"{abi} {call}");
                compared++;
            }
            compared.ShouldBeGreaterThan(280);
        }
    }

    [Fact]
    public void Numbers_OfKnownCalls_AreTheKernels()
    {
        var numbers = SeccompAbi.X8664.Table.Numbers;
        numbers["read"].ShouldBe(0);
        numbers["execve"].ShouldBe(59);
        numbers["rseq"].ShouldBe(334);
        numbers["uretprobe"].ShouldBe(335);
        numbers["openat2"].ShouldBe(437);
        SeccompAbi.I386.Table.Numbers["socketcall"].ShouldBe(102);
        SeccompAbi.X32.Table.Numbers["execve"].ShouldBe(520);
        SeccompAbi.Arm64.Table.Numbers["openat"].ShouldBe(56);
        foreach (var abi in (SeccompAbi[])[SeccompAbi.X8664, SeccompAbi.I386, SeccompAbi.Arm64])
        {
            abi.Table.Numbers["file_setattr"].ShouldBe(469);
            abi.Table.Newest.ShouldBe(469);
        }
    }

    private static SeccompAbi Abi(string name) => SeccompMachine.X86.Abis.Single(abi => abi.Name == name);

    [GeneratedRegex(@"^#define __NR_(\w+) (?:\(__X32_SYSCALL_BIT \+ )?(\d+)\)?$", RegexOptions.Multiline)]
    private static partial Regex Definition();
}
