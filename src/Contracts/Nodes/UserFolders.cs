namespace Orchestrator.Contracts.Nodes;

/// <summary>Where an ordinary user's own daemon keeps its files: XDG base directories.</summary>
internal sealed record UserFolders(string Configuration, string Data, string State, string Run)
{
    /// <summary>Set for a daemon that is root of its user namespace only; its files are still the user's.</summary>
    public const string RootlessVariable = "ORCH_ROOTLESS";

    /// <summary>Null for root, who has the system's folders.</summary>
    public static UserFolders? OfThisProcess() =>
        Environment.IsPrivilegedProcess && Environment.GetEnvironmentVariable(RootlessVariable) != "1"
            ? null
            : Of(Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    public static UserFolders Of(Func<string, string?> variable, string home)
    {
        var state = Folder(variable("XDG_STATE_HOME"), Path.Combine(home, ".local", "state", "orch"));
        return new UserFolders(
            Folder(variable("XDG_CONFIG_HOME"), Path.Combine(home, ".config", "orch")),
            Folder(variable("XDG_DATA_HOME"), Path.Combine(home, ".local", "share", "orch")),
            state,
            // Without a session there is no such directory; a folder that a reboot does not clear does as well.
            Folder(variable("XDG_RUNTIME_DIR"), Path.Combine(state, "run")));
    }

    /// <summary>Relative ones do not count, says the XDG base directory specification.</summary>
    private static string Folder(string? named, string otherwise) =>
        named is { Length: > 1 } && named[0] == '/' ? Path.Combine(named, "orch") : otherwise;
}
