using CsCheck;
using Orchestrator.Isolation.Capabilities;
using Orchestrator.Isolation.Seccomp;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Tests.Seccomp;

public sealed class SeccompCompilerTests
{
    private static readonly Verdict Allow = new(SeccompAction.Allow, SourcePlace.BuiltIn("test"));
    private static readonly Verdict Refuse = new(SeccompAction.Errno(1), SourcePlace.BuiltIn("test"));
    private static readonly Verdict Newer = new(SeccompAction.Errno(38), SourcePlace.BuiltIn("test"));

    public static TheoryData<ulong> CapabilityMasks() =>
        [0UL, CapabilitySet.Default.Mask, CapabilitySet.All.Mask, CapabilitySet.Of(Capability.SysAdmin).Mask];

    [Theory]
    [MemberData(nameof(CapabilityMasks))]
    public void S02_Program_ForEveryNumberAndAbi_SaysWhatTheProfileSays(ulong capabilities)
    {
        ProgramProof.Check(DefaultProfile.For(new CapabilitySet(capabilities)), new Random(1));
        ProgramProof.Check(DefaultProfile.For(new CapabilitySet(capabilities), SeccompMachine.X86, SeccompMachine.X86.Abis), new Random(2));
        ProgramProof.Check(DefaultProfile.For(new CapabilitySet(capabilities), SeccompMachine.Arm, SeccompMachine.Arm.Abis), new Random(3));
    }

    [Fact]
    public void Program_OfEveryComparison_SaysWhatTheProfileSays()
    {
        // Values whose halves decide: equal, apart in the upper one, apart in the lower one.
        ulong[] values = [0, 1, 0x5412, uint.MaxValue, 1UL << 32, 0x1_0000_5412, ulong.MaxValue - 1, ulong.MaxValue];
        ulong[] masks = [ulong.MaxValue, uint.MaxValue, 0xFFFF_FFFF_0000_0000, 0xF0, 0x8000_0000_0000_0001, 0];
        foreach (var abi in (SeccompAbi[])[SeccompAbi.X8664, SeccompAbi.I386])
        {
            foreach (var mask in masks)
            {
                foreach (var comparison in Enum.GetValues<Comparison>())
                {
                    foreach (var value in values)
                        CheckOne(abi, new ArgumentTest(3, comparison, value, mask), values);
                }
            }
        }
    }

    private static void CheckOne(SeccompAbi abi, ArgumentTest test, ulong[] values)
    {
        var rule = new SyscallRule([new RuleCase([test], Allow)], Refuse);
        AbiRules Table(SeccompAbi of) =>
            new(of, new Dictionary<int, SyscallRule> { [7] = rule }, new SyscallRule(Refuse), 500, new SyscallRule(Newer));
        var profile = new SeccompProfile("one", SeccompMachine.X86, [Table(SeccompAbi.X8664), Table(SeccompAbi.I386)]);
        var program = SeccompCompiler.Assemble(profile);
        foreach (var argument in values.SelectMany(value => (ulong[])[value, value + 1, value - 1, value ^ 1UL << 63]))
        {
            ulong[] arguments = [9, 9, 9, argument, 9, 9];
            BpfInterpreter.Run(program, abi.Arch, 7, arguments)
                .ShouldBe(test.Holds(argument, abi.IsWide) ? Allow.Action.Value : Refuse.Action.Value, $"{abi} {test} of {argument:x}");
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
        Gen.Select(One(ProgramProof.Architectures), interesting, argument.Array[6])
            .Sample(
                (arch, number, arguments) =>
                    BpfInterpreter.Run(program, arch, number, arguments) == profile.Decide(arch, number, arguments).Action.Value,
                iter: 200_000);
    }

    private static Gen<T> One<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    [Fact]
    public void Program_OfManyRules_ReachesBeyondConditionalJumps()
    {
        // More than 255 instructions on one side: the far jump.
        var profile = Striped(1500);
        var program = SeccompCompiler.Assemble(profile);
        var arguments = new ulong[6];
        for (uint number = 0; number < 1600; number++)
        {
            BpfInterpreter.Run(program, SeccompAbi.X8664.Arch, number, arguments)
                .ShouldBe(profile.Decide(SeccompAbi.X8664.Arch, number, arguments).Action.Value);
        }
    }

    [Fact]
    public void Program_TooLargeForTheKernel_IsRefused() =>
        Should.Throw<SeccompTooLargeException>(() => SeccompCompiler.Assemble(Striped(4000)))
            .Message.ShouldContain("the kernel takes 4096");

    private static SeccompProfile Striped(int calls)
    {
        var rules = Enumerable.Range(0, calls).ToDictionary(
            number => number, number => new SyscallRule(number % 2 == 0 ? Allow : Refuse));
        return new SeccompProfile(
            "striped", SeccompMachine.X86, [new AbiRules(SeccompAbi.X8664, rules, new SyscallRule(Refuse), calls - 1, new SyscallRule(Newer))]);
    }

    [Fact]
    public void Program_OfTheDefaultProfile_IsShortAndCompiledOnce()
    {
        var programs = new SeccompPrograms();
        var first = programs.Get(new SecuritySpec(), CapabilitySet.Default);
        (first!.Code.Length / 8).ShouldBeInRange(50, 512);
        programs.Get(new SecuritySpec(), CapabilitySet.Default).ShouldBeSameAs(first);
        programs.Get(new SecuritySpec { SeccompProfile = "unconfined" }, CapabilitySet.Default).ShouldBeNull();
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
        DefaultProfile.For(CapabilitySet.Default, SeccompMachine.X86, [SeccompAbi.X8664])
            .Decide(SeccompAbi.X8664.Arch, (uint)SeccompAbi.X8664.Table.Numbers[call], new ulong[6]).Action
            .ShouldBe(SeccompAction.Errno(errno));

    [Fact]
    public void E15_DefaultProfile_TheOtherAbis_AreClosed()
    {
        var profile = DefaultProfile.For(CapabilitySet.All, SeccompMachine.X86, [SeccompAbi.X8664]);
        for (var number = 0u; number < 600; number++)
        {
            profile.Decide(SeccompAbi.I386.Arch, number, new ulong[6]).Action.ShouldBe(SeccompAction.Errno(38));
            profile.Decide(SeccompAbi.X32.Arch, number | SeccompAbi.X32Bit, new ulong[6]).Action.ShouldBe(SeccompAction.Errno(38));
        }
    }

    [Theory]
    [InlineData(1UL, 97)] // socket: its family cannot be seen there
    [InlineData(3UL, 0)] // connect
    [InlineData(8UL, 0)] // socketpair
    [InlineData(99UL, 38)]
    public void E15_DefaultProfile_SocketcallOfAnOpenedI386_LetsNoFamilyThrough(ulong call, int errno)
    {
        var profile = DefaultProfile.For(CapabilitySet.Default, SeccompMachine.X86, [SeccompAbi.X8664, SeccompAbi.I386]);
        profile.Decide(SeccompAbi.I386.Arch, 102, [call, 0, 0, 0, 0, 0]).Action
            .ShouldBe(errno == 0 ? SeccompAction.Allow : SeccompAction.Errno(errno));
    }

    [Fact]
    public void E39_DefaultProfile_CallsNewerThanTheTable_GiveEnosys()
    {
        foreach (var machine in (SeccompMachine[])[SeccompMachine.X86, SeccompMachine.Arm])
        {
            var profile = DefaultProfile.For(CapabilitySet.All, machine, machine.Abis);
            for (var number = 470u; number < 700; number++)
                profile.Decide(machine.Native.Arch, number, new ulong[6]).Action.ShouldBe(SeccompAction.Errno(38));
        }
    }

    [Theory]
    [InlineData(0x1000_0000UL)] // CLONE_NEWUSER
    [InlineData(0x0002_0000UL)] // CLONE_NEWNS
    [InlineData(0x2000_0000UL)] // CLONE_NEWPID
    [InlineData(0x4000_0000UL)] // CLONE_NEWNET
    public void DefaultProfile_CloneWithNewNamespace_IsRefused(ulong flags)
    {
        var profile = DefaultProfile.For(CapabilitySet.Default, SeccompMachine.X86, [SeccompAbi.X8664]);
        SeccompAction Clone(ulong given) => profile.Decide(SeccompAbi.X8664.Arch, 56, [given, 0, 0, 0, 0, 0]).Action;
        Clone(flags).ShouldBe(SeccompAction.Errno(1));
        // Bits that the kernel drops do not help.
        Clone(flags | 0xFFFF_FFFF_0000_0000).ShouldBe(SeccompAction.Errno(1));
        Clone(0x0120_0011).ShouldBe(SeccompAction.Allow);
    }
}
