using Orchestrator.Contracts.Values;

namespace Orchestrator.Contracts.Batches.Files;

internal static class UnknownKey
{
    public static string Message(string key, string where, IReadOnlyList<string> known)
    {
        var near = Suggestion.For(key, known);
        return near is null
            ? $"unknown key '{key}' in {where}; known are: {string.Join(", ", known)}"
            : $"unknown key '{key}' in {where}; did you mean '{near}'?";
    }
}
