namespace Orchestrator.Consoles;

/// <summary>
/// What a console's holder and its users tell each other: one message for each datagram of a unix seqpacket socket, whose
/// first byte is one of these. Numbers are in the machine's order.
/// </summary>
public static class ConsoleMessage
{
    /// <summary>Most bytes of one message.</summary>
    public const int Most = 16 * 1024;

    /// <summary>Daemon: what is held (<see cref="ConsoleSetup"/>), once, on the first connection.</summary>
    public const byte Setup = (byte)'S';

    /// <summary>Child, on the daemon's connection: int at 4 the number of a terminal; its master and slave travel with it.</summary>
    public const byte Terminal = (byte)'M';

    /// <summary>Client: int at 4 the terminal (0 the console, -1 the first that nobody uses), byte at 1 <see cref="FromStart"/>.</summary>
    public const byte Attach = (byte)'A';

    /// <summary>
    /// Client: int at 4 as of <see cref="Attach"/>. The terminal's master comes with the answer and is read by nobody else for as
    /// long as this connection lasts.
    /// </summary>
    public const byte Borrow = (byte)'B';

    /// <summary>Client: bytes typed.</summary>
    public const byte Input = (byte)'I';

    /// <summary>Client: nothing more will be typed; a pipe is closed by it.</summary>
    public const byte EndOfInput = (byte)'C';

    /// <summary>Client: ushort at 4 rows, at 6 columns.</summary>
    public const byte Resize = (byte)'R';

    /// <summary>Client: the ring's content as <see cref="Output"/>, then <see cref="End"/>.</summary>
    public const byte ShowLog = (byte)'L';

    /// <summary>Client: forget what the ring holds.</summary>
    public const byte ClearLog = (byte)'K';

    /// <summary>Client: begin a new log file.</summary>
    public const byte RotateLog = (byte)'T';

    /// <summary>Holder: int at 4 the terminal that was given.</summary>
    public const byte Attached = (byte)'a';

    /// <summary>Holder: a text, why not.</summary>
    public const byte Refused = (byte)'r';

    /// <summary>Holder: bytes written to the terminal.</summary>
    public const byte Output = (byte)'O';

    /// <summary>Holder: long at 8 how many bytes were left out, because they were not taken in time.</summary>
    public const byte Gap = (byte)'G';

    /// <summary>Holder: the container has ended, or what was asked for is done.</summary>
    public const byte End = (byte)'X';

    /// <summary>From the beginning of what is kept, and not only what comes.</summary>
    public const byte FromStart = 1;

    /// <summary>Name of the folder with the holders' sockets in the run folder.</summary>
    public const string Folder = "consoles";

    public static string SocketName(Guid container, int attempt) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{container:N}-{attempt}");
}
