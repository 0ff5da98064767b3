using System.Text;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Lxc;

/// <summary>Names and places of containers.</summary>
internal static class LxcPaths
{
    /// <summary>Containers of this directory bear their own names in the engine.</summary>
    public const string Default = LxcEngineNames.DefaultPath;

    public static string Full(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    /// <summary>Null, or why no container can be called so.</summary>
    public static string? CheckName(string name) => name switch
    {
        "" => "the name of a container is empty",
        "." or ".." => $"'{name}' is no name of a container",
        _ when name.AsSpan().ContainsAny('/', '\0') => "the name of a container has a slash or NUL in it",
        _ when Encoding.UTF8.GetByteCount(name) > 255 => "the name of a container has more than 255 bytes",
        _ => null,
    };

    /// <summary>The name that a container of a directory bears in the engine.</summary>
    public static string EngineName(string lxcPath, string name) => LxcEngineNames.Of(lxcPath, name);

    /// <summary>Eight digits that stand for a text.</summary>
    public static string Mark(string text) => LxcEngineNames.Mark(text);
}
