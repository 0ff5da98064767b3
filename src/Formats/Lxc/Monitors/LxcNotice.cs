using System.Buffers.Binary;
using System.Text;

namespace Orchestrator.Formats.Lxc.Monitors;

/// <summary>What a monitor tells by itself, to those who wait for a state and to lxc-monitord (struct lxc_msg).</summary>
public static class LxcNotice
{
    public const int Size = 4 + NameBytes + 4;

    private const int NameBytes = 256;
    private const int State = 0, ExitCode = 2;

    public static byte[] OfState(string name, int state) => Make(State, name, state);

    /// <param name="status">As wait(2) gives it.</param>
    public static byte[] OfExit(string name, int status) => Make(ExitCode, name, status);

    private static byte[] Make(int kind, string name, int value)
    {
        var message = new byte[Size];
        BinaryPrimitives.WriteInt32LittleEndian(message, kind);
        var bytes = Encoding.UTF8.GetBytes(name);
        bytes.AsSpan(0, Math.Min(bytes.Length, NameBytes - 1)).CopyTo(message.AsSpan(4));
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(4 + NameBytes), value);
        return message;
    }
}
