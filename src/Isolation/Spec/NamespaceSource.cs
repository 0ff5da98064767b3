namespace Orchestrator.Isolation.Spec;

/// <summary>Whose namespace is shared: a container's, as <c>container:ID</c>, or that at a path such as /proc/PID/ns/net.</summary>
public static class NamespaceSource
{
    private const string Prefix = "container:";

    public static string Of(Guid container) => $"{Prefix}{container}";

    public static Guid? Container(string source) =>
        source.StartsWith(Prefix, StringComparison.Ordinal) && Guid.TryParse(source.AsSpan(Prefix.Length), out var id) ? id : null;

    /// <summary>The name behind <c>container:</c>, which a user wrote; null for a path.</summary>
    public static string? Name(string source) => source.StartsWith(Prefix, StringComparison.Ordinal) ? source[Prefix.Length..] : null;

    /// <summary>The same for all namespaces of one container or process.</summary>
    public static string Holder(string source) => Name(source) is null && Process(source) is { } pid ? $"/proc/{pid}" : source;

    /// <summary>The pid in /proc/PID/ns/KIND; null for other paths.</summary>
    public static int? Process(string source)
    {
        var parts = source.Split('/');
        return parts is ["", "proc", _, "ns", _] && int.TryParse(parts[2], System.Globalization.CultureInfo.InvariantCulture, out var pid) ? pid : null;
    }
}
