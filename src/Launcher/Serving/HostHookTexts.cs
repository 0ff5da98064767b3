using System.Runtime.InteropServices;
using System.Text;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Launcher.Serving;

/// <summary>argv, envp and stdin of a hook on the host, copied out of the plan, which a later process does not get.</summary>
internal sealed unsafe class HostHookTexts : IDisposable
{
    private readonly nint[] _texts;
    private readonly byte** _pointers;

    public HostHookTexts(PlanView plan, PlanOp* op, int pid)
    {
        var offsets = (uint*)plan.Data(op->DataOffset);
        var count = (int)(op->DataBytes / 4);
        var arguments = (int)op->Number;
        _texts = new nint[count + 2];
        // Program, argv, null, envp with one more, null.
        _pointers = (byte**)NativeMemory.AllocZeroed((nuint)(count + 4), (nuint)sizeof(byte*));
        _texts[0] = Marshal.StringToCoTaskMemUTF8(Text(plan, op->Text1));
        _texts[1] = Marshal.StringToCoTaskMemUTF8($"LXC_PID={pid}");
        _pointers[0] = (byte*)_texts[0];
        var at = 1;
        for (var i = 0; i < count; i++)
        {
            if (i == arguments)
                _pointers[at++] = null;
            _texts[i + 2] = Marshal.StringToCoTaskMemUTF8(Text(plan, offsets[i]));
            _pointers[at++] = (byte*)_texts[i + 2];
        }
        if (arguments == count)
            _pointers[at++] = null;
        _pointers[at] = (byte*)_texts[1];
        Argv = _pointers + 1;
        Envp = _pointers + arguments + 2;
        Input = Encoding.UTF8.GetBytes(op->Arg2 == 0 ? Text(plan, op->Text2) : $"{Text(plan, op->Text2)}{pid}{Text(plan, (uint)op->Arg2)}");
    }

    public byte** Argv { get; }

    public byte** Envp { get; }

    public byte[] Input { get; }

    public void Dispose()
    {
        foreach (var text in _texts)
            Marshal.FreeCoTaskMem(text);
        NativeMemory.Free(_pointers);
    }

    private static string Text(PlanView plan, uint offset) => Marshal.PtrToStringUTF8((nint)plan.Text(offset)) ?? "";
}
