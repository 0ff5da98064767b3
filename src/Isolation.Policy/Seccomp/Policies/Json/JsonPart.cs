using System.Text.Json;

namespace Orchestrator.Isolation.Seccomp.Policies.Json;

/// <summary>One value of a JSON text that still knows where it stood, for messages and for <c>explain</c>.</summary>
internal sealed class JsonPart(JsonTokenType kind, int offset, JsonPart? parent, string? key, int index)
{
    private readonly JsonPart? _parent = parent;

    /// <summary>The contents of a string, the digits of a number.</summary>
    public string Text { get; init; } = "";

    public JsonTokenType Kind => kind;

    public int Offset => offset;

    public List<JsonPart> Items { get; } = [];

    public Dictionary<string, JsonPart> Members { get; } = new(StringComparer.Ordinal);

    public bool IsNull => kind == JsonTokenType.Null;

    /// <summary>As <c>syscalls[3].args[0].op</c>.</summary>
    public string Path
    {
        get
        {
            if (_parent is null)
                return "the profile";
            var above = _parent._parent is null ? "" : _parent.Path;
            return key is null ? $"{above}[{index}]" : above.Length == 0 ? key : $"{above}.{key}";
        }
    }

    /// <summary>The member, or null if it is missing or null.</summary>
    public JsonPart? Get(string name) => Members.TryGetValue(name, out var part) && !part.IsNull ? part : null;
}
