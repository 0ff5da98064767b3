namespace Orchestrator.LaunchPlan.Wire;

/// <summary>
/// The protocol between daemon and launcher: one message per datagram of a unix seqpacket socket, descriptors by
/// SCM_RIGHTS. Each message is a <see cref="MessageHeader"/>, a fixed body, and for some a tail of bytes.
/// <list type="bullet">
/// <item>Hello → HelloReply: first on every connection; one daemon at a time; other protocol versions are refused.</item>
/// <item>Launch (+ descriptors) → Started (+ pidfd) or Failed: once the payload's program has been entered or the
/// attempt has failed. The same (id, attempt) again is answered with what the first one did.</item>
/// <item>Exec (+ descriptors) → Started (+ pidfd) or Failed; keyed by (exec id, 0).</item>
/// <item>Exited: a notice without request, sent again after each Survey until Acknowledge names it.</item>
/// <item>Survey → SurveyEntry (+ pidfd if alive) for each process known, then SurveyEnd.</item>
/// <item>Adopt (+ pidfd) → AdoptReply: a process that a lost launcher had started is watched from now on.</item>
/// <item>MakeNamespaces → NamespacesMade (+ 4 descriptors): namespaces for a later launch; the daemon alone keeps them.</item>
/// </list>
/// </summary>
public static class WireProtocol
{
    public const uint Version = 2;

    /// <summary>Name of the socket in the root's run folder.</summary>
    public const string SocketName = "launcher.sock";

    /// <summary>Most bytes of one message.</summary>
    public const int MaxMessage = 128 << 10;

    /// <summary>Most bytes of a step's name in Failed.</summary>
    public const int MaxStep = 480;
}
