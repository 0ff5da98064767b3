namespace Orchestrator.Isolation.Lsm.Selinux;

/// <summary>A security context, user:role:type:level; the level may hold colons itself.</summary>
internal sealed record SelinuxLabel(string User, string Role, string Type, string Level)
{
    public static SelinuxLabel? TryParse(string? text)
    {
        var parts = (text ?? "").Split(':', 4);
        return parts.Length == 4 && Array.TrueForAll(parts, part => part.Length > 0 && !part.Any(letter => letter is '\0' or '\n' || char.IsWhiteSpace(letter)))
            ? new SelinuxLabel(parts[0], parts[1], parts[2], parts[3])
            : null;
    }

    public override string ToString() => $"{User}:{Role}:{Type}:{Level}";
}
