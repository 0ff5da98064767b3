namespace Orchestrator.Formats.Lxc.Reading;

/// <summary>Where a configuration and its includes come from.</summary>
public interface ILxcFiles
{
    /// <summary>The text, or null and what is wrong with the file.</summary>
    string? Read(string path, out string? problem);

    /// <summary>The names of the *.conf files of a directory, sorted; null when it is no directory.</summary>
    IReadOnlyList<string>? List(string path);
}
