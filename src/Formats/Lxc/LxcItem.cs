namespace Orchestrator.Formats.Lxc;

/// <summary>One setting as it was read: includes are followed, nothing is cleared yet.</summary>
/// <param name="Value">Trimmed and unquoted; empty clears what was set before.</param>
/// <param name="File">The file that it stands in, or <c>-o</c> for the command line.</param>
public sealed record LxcItem(string Key, string Value, string File, int Line)
{
    /// <summary>Where a user finds it: <c>/etc/lxc/web.conf:12</c>.</summary>
    public string Place => Line > 0 ? $"{File}:{Line}" : File;
}
