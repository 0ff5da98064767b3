using System.Text.Json;

namespace Orchestrator.Contracts.Containers;

/// <summary>The end of an init as its event tells it.</summary>
public static class ExitStatuses
{
    /// <summary>As wait(2) gives it; null when nobody knows it.</summary>
    /// <param name="exited">The data of a <see cref="ContainerSteps.Exited"/>.</param>
    public static int? WaitStatusOf(JsonElement exited)
    {
        if (!exited.TryGetProperty("status", out var status))
            return null;
        return Number(status, "code") is { } code ? code << 8 : Number(status, "signal");
    }

    private static int? Number(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;
}
