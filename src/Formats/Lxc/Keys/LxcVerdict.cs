namespace Orchestrator.Formats.Lxc.Keys;

/// <summary>What becomes of a key when a container is created from a configuration.</summary>
public enum LxcVerdict
{
    CarriedOut,

    /// <summary>Some values are carried out; the others are refused, and the note says which.</summary>
    Partly,

    /// <summary>Kept, and harmless to ignore: it speaks of LXC's own processes. <c>create</c> says so on stderr.</summary>
    NoEffect,

    /// <summary><c>create</c> refuses a configuration that sets it, and says why.</summary>
    Refused,
}
