namespace Orchestrator.Contracts.Values;

/// <summary>
/// Names of containers, batches, jobs and images: they become cgroup and directory names, so nothing that a path
/// could interpret is allowed (the rule of crun 1.28 and runc for container ids).
/// </summary>
public static class Names
{
    public const string Rule = "letters, digits and _ + - . only, not starting with a dot, at most 128 characters";

    public static bool IsValid(string name)
    {
        if (name.Length is 0 or > 128 || name[0] == '.')
            return false;
        foreach (var c in name)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '+' or '-' or '.'))
                return false;
        return true;
    }
}
