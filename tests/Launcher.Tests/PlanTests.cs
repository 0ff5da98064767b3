using System.Runtime.InteropServices;
using CsCheck;
using Orchestrator.Isolation.Launching;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Launcher.Tests;

/// <summary>The binary plan: what is written can be read, and what is damaged is refused before anything follows it.</summary>
public sealed unsafe class PlanTests
{
    [Fact]
    public void Compile_DefaultContainer_IsAccepted()
    {
        var plan = Sample();

        Check(plan.Bytes, (uint)plan.Slots.Count).ShouldBe(PlanProblem.None);
    }

    [Fact]
    public void View_GivesWhatWasWritten()
    {
        var writer = new PlanWriter();
        writer.Header.Flags = PlanFlags.Join;
        writer.SetArguments(["sh", "-c", "écho"]);
        writer.SetEnvironment(["A=1"]);
        writer.Add(PlanOpKind.Hostname).Text1 = writer.Text("box");
        writer.Add(PlanOpKind.Exec).Text1 = writer.Text("/bin/sh");
        var bytes = writer.ToArray();

        fixed (byte* pointer = Aligned(bytes))
        {
            PlanValidator.Check(pointer, (nuint)bytes.Length, 0).ShouldBe(PlanProblem.None);
            var view = new PlanView(pointer);
            view.Header->OpCount.ShouldBe(2u);
            Text(view.Text(view.Ops[0].Text1)).ShouldBe("box");
            Text(view.Text(view.Ops[1].Text1)).ShouldBe("/bin/sh");
            var arguments = (uint*)view.Data(view.Header->ArgvOffset);
            Enumerable.Range(0, 3).Select(i => Offset(view, arguments, i)).ShouldBe(["sh", "-c", "écho"]);
        }
    }

    [Fact]
    public void Text_WithNul_IsRefused() => Should.Throw<ArgumentException>(() => new PlanWriter().Text("a\0b"));

    [Fact]
    public void Check_CutAnywhere_IsRefused()
    {
        var plan = Sample();

        Gen.Int[0, plan.Bytes.Length - 1].Sample(length =>
            Check(plan.Bytes[..length], (uint)plan.Slots.Count) != PlanProblem.None);
    }

    [Fact]
    public void Check_AnyByteChanged_NeverLeadsOutside()
    {
        var plan = Sample();
        var header = Marshal.SizeOf<PlanHeader>();

        Gen.Select(Gen.Int[0, plan.Bytes.Length - 1], Gen.Byte, Gen.Int[0, header - 1], Gen.Byte).Sample((at, value, at2, value2) =>
        {
            var bytes = (byte[])plan.Bytes.Clone();
            bytes[at] = value;
            bytes[at2] = value2;
            if (Check(bytes, (uint)plan.Slots.Count) == PlanProblem.None)
                WalkEverything(bytes);
        }, iter: 50_000);
    }

    [Fact]
    public void Check_RandomBytes_AreRefused() =>
        Gen.Byte.Array[0, 4096].Sample(bytes => Check(bytes, 0) != PlanProblem.None);

    [Theory]
    [InlineData(0ul)]
    [InlineData(0x0202_0000ul)]
    [InlineData(0x100ul)]
    public void Check_NamespacesThatCloneMustNotMake_AreRefused(ulong flags)
    {
        var plan = Sample();
        fixed (byte* pointer = plan.Bytes)
            ((PlanHeader*)pointer)->Namespaces = flags;

        Check(plan.Bytes, (uint)plan.Slots.Count).ShouldBe(PlanProblem.WrongNamespaces);
    }

    [Fact]
    public void Check_OpsOutOfOrder_AreRefused()
    {
        var writer = new PlanWriter();
        writer.Header.Flags = PlanFlags.Join;
        writer.SetArguments(["true"]);
        writer.Add(PlanOpKind.Exec).Text1 = writer.Text("/bin/true");
        writer.Add(PlanOpKind.Umask);

        Check(writer.ToArray(), 0).ShouldBe(PlanProblem.OpsOutOfOrder);
    }

    [Fact]
    public void Compile_SameHandleTwice_IsOneSlot()
    {
        using var handle = File.OpenHandle("/dev/null");
        var plan = PlanCompiler.Compile(Launch() with { Stdout = handle, Stderr = handle });

        plan.Slots.ShouldHaveSingleItem();
        Check(plan.Bytes, 1).ShouldBe(PlanProblem.None);
        Check(plan.Bytes, 0).ShouldBe(PlanProblem.TooManySlots);
    }

    private static CompiledPlan Sample() => PlanCompiler.Compile(Launch());

    private static ResolvedLaunch Launch() => new()
    {
        Id = Guid.NewGuid(),
        Attempt = 1,
        Spec = new ContainerSpec
        {
            Command = ["sh", "-c", "true"],
            Environment = new Dictionary<string, string> { ["A"] = "b" },
            Mounts = [new MountSpec { Kind = MountKind.Tmpfs, Target = "/t", SizeBytes = 4096 }],
            Namespaces = new NamespaceSpec { ClockOffset = TimeSpan.FromSeconds(-1.5) },
        },
        Prepared = new PreparedContainer(100_000, 65_536, null),
        Hostname = "box",
        Layers = ["/a", "/b"],
        Writable = "/c",
        Uid = 1,
        Gid = 2,
        Groups = [3, 4],
        Capabilities = new CapabilitySets(1, 1, 0, 1, 0),
        Seccomp = new byte[64],
    };

    private static PlanProblem Check(byte[] bytes, uint descriptors)
    {
        fixed (byte* pointer = Aligned(bytes))
            return PlanValidator.Check(pointer, (nuint)bytes.Length, descriptors);
    }

    /// <summary>As the child does: follow every offset. Outside of the bytes is the guard of the array's end.</summary>
    private static void WalkEverything(byte[] bytes)
    {
        fixed (byte* pointer = Aligned(bytes))
        {
            var view = new PlanView(pointer);
            var end = pointer + bytes.Length;
            for (var i = 0u; i < view.Header->OpCount; i++)
            {
                var op = view.Ops[i];
                TerminatedBefore(view.Text(op.Text1), end);
                TerminatedBefore(view.Text(op.Text2), end);
                (view.Data(op.DataOffset) + op.DataBytes <= end).ShouldBeTrue();
                (op.Slot < (int)view.Header->SlotCount).ShouldBeTrue();
                if (op.Kind == PlanOpKind.MountFilesystem)
                    WalkOptions(view.Data(op.DataOffset), op.DataBytes, end);
            }
            WalkTexts(view, view.Header->ArgvOffset, view.Header->ArgvCount, end);
            WalkTexts(view, view.Header->EnvOffset, view.Header->EnvCount, end);
        }
    }

    private static void WalkTexts(PlanView view, uint offset, uint count, byte* end)
    {
        var offsets = (uint*)view.Data(offset);
        ((byte*)(offsets + count) <= end).ShouldBeTrue();
        for (var i = 0u; i < count; i++)
            TerminatedBefore(view.Text(offsets[i]), end);
    }

    private static void WalkOptions(byte* option, uint bytes, byte* end)
    {
        var last = option + bytes;
        while (option < last)
        {
            for (var part = 0; part < 2; part++)
            {
                TerminatedBefore(option, end);
                while (*option != 0)
                    option++;
                option++;
            }
        }
        (option == last).ShouldBeTrue();
    }

    private static void TerminatedBefore(byte* text, byte* end)
    {
        while (text < end && *text != 0)
            text++;
        (text < end).ShouldBeTrue();
    }

    private static string Offset(PlanView view, uint* offsets, int index) => Text(view.Text(offsets[index]));

    private static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text)!;

    /// <summary>Arrays of bytes begin at a multiple of eight; an empty one has no first element to point at.</summary>
    private static byte[] Aligned(byte[] bytes) => bytes.Length == 0 ? new byte[8] : bytes;
}
