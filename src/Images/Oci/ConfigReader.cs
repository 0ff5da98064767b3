using System.Globalization;
using System.Text.Json;

namespace Orchestrator.Images.Oci;

/// <summary>Reads an image's config, OCI's and Docker's.</summary>
public static class ConfigReader
{
    /// <exception cref="OciFormatException"/>
    public static ImageConfig Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > ImageLimits.ConfigBytes)
            throw new OciFormatException($"The config has {bytes.Length} bytes; {ImageLimits.ConfigBytes} are the most.");
        using var document = JsonFields.Parse(bytes, "config");
        var root = document.RootElement;
        var rootfs = root.Field("rootfs", JsonValueKind.Object) ?? throw new OciFormatException("The config has no rootfs.");
        if (rootfs.Text("type") is not "layers")
            throw new OciFormatException("The config's rootfs is not of the type 'layers'.");
        var ids = rootfs.Texts("diff_ids");
        if (ids.Count > ImageLimits.Layers)
            throw new OciFormatException($"The config names {ids.Count} layers; {ImageLimits.Layers} are the most.");
        var run = root.Field("config", JsonValueKind.Object);
        return new ImageConfig
        {
            Platform = (DescriptorReader.ReadPlatform(root) ?? throw new OciFormatException("The config names no os and architecture.")).Normal(),
            Created = Time(root.Text("created")),
            Author = root.Text("author"),
            DiffIds = [.. ids.Select((id, i) => Digest.TryParse(id) ?? throw new OciFormatException($"Diff id {i + 1} of the config is no sha256 or sha512 digest."))],
            User = run?.Text("User") is { Length: > 0 } user ? user : null,
            ExposedPorts = run?.Keys("ExposedPorts") ?? [],
            Env = run?.Texts("Env") ?? [],
            Entrypoint = run?.Texts("Entrypoint") ?? [],
            Cmd = run?.Texts("Cmd") ?? [],
            Volumes = run?.Keys("Volumes") ?? [],
            WorkingDir = run?.Text("WorkingDir") is { Length: > 0 } directory ? directory : null,
            Labels = run?.Map("Labels") ?? new Dictionary<string, string>(),
            StopSignal = run?.Text("StopSignal") is { Length: > 0 } signal ? signal : null,
            Healthcheck = run?.Field("Healthcheck", JsonValueKind.Object) is { } health ? ReadHealthcheck(health) : null,
        };
    }

    private static HealthcheckConfig? ReadHealthcheck(JsonElement health)
    {
        var test = health.Texts("Test");
        return test.Count == 0 ? null : new HealthcheckConfig(test)
        {
            Interval = Nanoseconds(health.Number("Interval")),
            Timeout = Nanoseconds(health.Number("Timeout")),
            StartPeriod = Nanoseconds(health.Number("StartPeriod")),
            Retries = health.Number("Retries") is > 0 and < 1_000_000 and var retries ? (int)retries : null,
        };
    }

    /// <summary>0 is "not said" there.</summary>
    private static TimeSpan? Nanoseconds(long? value) => value is > 0 and var time ? TimeSpan.FromTicks(Math.Max(time / 100, 1)) : null;

    /// <summary>Only for people to read: what is no time is none.</summary>
    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;
}
