namespace Orchestrator.LxcTools;

/// <summary>The status that wait(2) gives, as an exit code.</summary>
internal static class WaitStatus
{
    public static int Code(int status) => (status & 0x7f) == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);
}
