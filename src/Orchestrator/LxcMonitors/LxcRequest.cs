using System.Net.Sockets;
using Orchestrator.Formats.Lxc.Monitors;

namespace Orchestrator.Daemon.LxcMonitors;

/// <summary>One request as it came.</summary>
internal sealed record LxcRequest(LxcCommand Command, byte[] Data, long Value)
{
    /// <summary>Null: the peer said nothing, or something that is no request.</summary>
    public static async Task<LxcRequest?> ReadAsync(Socket socket, CancellationToken cancel)
    {
        var bytes = new byte[LxcHeader.Size];
        if (!await FillAsync(socket, bytes, cancel))
            return null;
        var header = LxcHeader.Read(bytes);
        if (header.Length is < 0 or > LxcHeader.MostBytes)
            return null;
        var data = new byte[header.Length];
        return await FillAsync(socket, data, cancel) ? new LxcRequest((LxcCommand)header.Word, data, header.Value) : null;
    }

    /// <summary>The text that the request is about; null when there is none.</summary>
    public string? Text => Array.IndexOf(Data, (byte)0) is > 0 and var end ? System.Text.Encoding.UTF8.GetString(Data, 0, end) : null;

    private static async Task<bool> FillAsync(Socket socket, Memory<byte> bytes, CancellationToken cancel)
    {
        while (!bytes.IsEmpty)
        {
            var got = await socket.ReceiveAsync(bytes, SocketFlags.None, cancel);
            if (got == 0)
                return false;
            bytes = bytes[got..];
        }
        return true;
    }
}
