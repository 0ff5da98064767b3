using CsCheck;
using Orchestrator.Isolation.Capabilities;
using Orchestrator.Isolation.Seccomp;

namespace Orchestrator.Isolation.Tests.Seccomp;

public sealed class SeccompCompilerTests
{
    private static readonly uint[] Architectures = [SeccompProfile.ArchX8664, SeccompProfile.ArchI386, 0xC000_00B7, 0];

    public static TheoryData<ulong> CapabilityMasks() =>
        [0UL, CapabilitySet.Default.Mask, CapabilitySet.All.Mask, CapabilitySet.Of(Capability.SysAdmin).Mask];

    [Theory]
    [MemberData(nameof(CapabilityMasks))]
    public void S02_Program_ForEveryNumberAndAbi_SaysWhatTheProfileSays(ulong capabilities)
    {
        var profile = DefaultProfile.For(new CapabilitySet(capabilities));
        var program = SeccompCompiler.Assemble(profile);
        ulong[][] argumentSets =
        [
            [0, 0, 0, 0, 0, 0],
            [38, 0x5412, 0, 0, 0, 0],
            [40, 0x541C, 0, 0, 0, 0],
            [0x1000_0000, 1, 0, 0, 0, 0],
            [ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue],
        ];
        foreach (var arch in Architectures)
        {
            for (uint number = 0; number < 1200; number++)
            {
                foreach (var x32 in (ReadOnlySpan<uint>)[0, SeccompProfile.X32Bit])
                {
                    foreach (var arguments in argumentSets)
                    {
                        BpfInterpreter.Run(program, arch, number | x32, arguments)
                            .ShouldBe(profile.Decide(arch, number | x32, arguments).Value, $"{arch:x} {number | x32:x}");
                    }
                }
            }
        }
    }

    [Fact]
    public void Program_ForAnyCall_SaysWhatTheProfileSays()
    {
        var profile = DefaultProfile.For(CapabilitySet.Default);
        var program = SeccompCompiler.Assemble(profile);
        var interesting = Gen.OneOf(
            Gen.UInt, Gen.UInt[0, 600], One<uint>(0x4000_0000, uint.MaxValue, 0x7FFF_FFFF, 0x8000_0000));
        var argument = Gen.OneOf(
            Gen.ULong, One<ulong>(0, 38, 40, 0x5412, 0x541C, 8, 0x20000, 0x20008, 0xFFFFFFFF, 0x1_0000_5412, 0x10000000));
        Gen.Select(One(Architectures), interesting, argument.Array[6])
            .Sample(
                (arch, number, arguments) =>
                    BpfInterpreter.Run(program, arch, number, arguments) == profile.Decide(arch, number, arguments).Value,
                iter: 200_000);
    }

    private static Gen<T> One<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    [Fact]
    public void Program_OfManyRules_ReachesBeyondConditionalJumps()
    {
        // More than 255 instructions on one side: the far jump.
        var rules = Enumerable.Range(0, 1500).ToDictionary(
            number => number, number => new SyscallRule(number % 2 == 0 ? SeccompAction.Allow : SeccompAction.Errno(1)));
        var profile = new SeccompProfile("striped", rules);
        var program = SeccompCompiler.Assemble(profile);
        var arguments = new ulong[6];
        for (uint number = 0; number < 1600; number++)
        {
            BpfInterpreter.Run(program, SeccompProfile.ArchX8664, number, arguments)
                .ShouldBe(profile.Decide(SeccompProfile.ArchX8664, number, arguments).Value);
        }
    }

    [Fact]
    public void Program_TooLargeForTheKernel_IsRefused()
    {
        var rules = Enumerable.Range(0, 4000).ToDictionary(
            number => number, number => new SyscallRule(number % 2 == 0 ? SeccompAction.Allow : SeccompAction.Errno(1)));
        Should.Throw<InvalidOperationException>(() => SeccompCompiler.Assemble(new SeccompProfile("huge", rules)));
    }

    [Fact]
    public void Program_OfTheDefaultProfile_IsShortAndCompiledOnce()
    {
        var programs = new SeccompPrograms();
        var first = programs.Get("default", CapabilitySet.Default);
        (first.Length / 8).ShouldBeInRange(50, 512);
        programs.Get("default", CapabilitySet.Default).ShouldBeSameAs(first);
    }

    [Theory]
    [InlineData("clone3", 38)]
    [InlineData("mount", 1)]
    [InlineData("fsopen", 1)]
    [InlineData("fsconfig", 1)]
    [InlineData("move_mount", 1)]
    [InlineData("open_tree", 1)]
    [InlineData("mount_setattr", 1)]
    [InlineData("bpf", 1)]
    [InlineData("perf_event_open", 1)]
    [InlineData("keyctl", 1)]
    [InlineData("add_key", 1)]
    [InlineData("request_key", 1)]
    [InlineData("unshare", 1)]
    [InlineData("setns", 1)]
    [InlineData("userfaultfd", 1)]
    [InlineData("io_uring_setup", 1)]
    [InlineData("kexec_load", 1)]
    [InlineData("init_module", 1)]
    [InlineData("open_by_handle_at", 1)]
    [InlineData("ioperm", 1)]
    [InlineData("swapon", 1)]
    [InlineData("reboot", 1)]
    public void E14_DefaultProfile_DangerousCall_IsRefused(string call, int errno) =>
        DefaultProfile.For(CapabilitySet.Default)
            .Decide(SeccompProfile.ArchX8664, (uint)SystemCalls.Numbers[call], new ulong[6])
            .ShouldBe(SeccompAction.Errno(errno));

    [Fact]
    public void E39_DefaultProfile_CallsNewerThanTheTable_GiveEnosys()
    {
        var profile = DefaultProfile.For(CapabilitySet.All);
        for (var number = (uint)SystemCalls.Newest + 1; number < 700; number++)
            profile.Decide(SeccompProfile.ArchX8664, number, new ulong[6]).ShouldBe(SeccompAction.Errno(38));
    }

    [Theory]
    [InlineData(0x1000_0000UL)] // CLONE_NEWUSER
    [InlineData(0x0002_0000UL)] // CLONE_NEWNS
    [InlineData(0x2000_0000UL)] // CLONE_NEWPID
    [InlineData(0x4000_0000UL)] // CLONE_NEWNET
    public void DefaultProfile_CloneWithNewNamespace_IsRefused(ulong flags)
    {
        var profile = DefaultProfile.For(CapabilitySet.Default);
        var clone = (uint)SystemCalls.Numbers["clone"];
        profile.Decide(SeccompProfile.ArchX8664, clone, [flags, 0, 0, 0, 0, 0]).ShouldBe(SeccompAction.Errno(1));
        // Bits that the kernel drops do not help.
        profile.Decide(SeccompProfile.ArchX8664, clone, [flags | 0xFFFF_FFFF_0000_0000, 0, 0, 0, 0, 0]).ShouldBe(SeccompAction.Errno(1));
        profile.Decide(SeccompProfile.ArchX8664, clone, [0x0120_0011, 0, 0, 0, 0, 0]).ShouldBe(SeccompAction.Allow);
    }

    [Fact]
    public void Numbers_OfKnownCalls_AreTheKernels()
    {
        SystemCalls.Numbers["read"].ShouldBe(0);
        SystemCalls.Numbers["execve"].ShouldBe(59);
        SystemCalls.Numbers["getdents64"].ShouldBe(217);
        SystemCalls.Numbers["rseq"].ShouldBe(334);
        SystemCalls.Numbers["pidfd_send_signal"].ShouldBe(424);
        SystemCalls.Numbers["clone3"].ShouldBe(435);
        SystemCalls.Numbers["openat2"].ShouldBe(437);
        SystemCalls.Numbers["mount_setattr"].ShouldBe(442);
        SystemCalls.Newest.ShouldBe(469);
    }
}
