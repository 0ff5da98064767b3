namespace Orchestrator.Formats.Lxc.Reading;

internal enum LxcLineKind
{
    /// <summary>Blank, a comment, or a line of another program: kept in the text, without meaning here.</summary>
    Other,
    Setting,

    /// <summary>Begins with <c>lxc.</c> and sets nothing: an error for liblxc.</summary>
    WithoutEquals,

    /// <summary>No key and no value can hold it.</summary>
    WithNul,
}
