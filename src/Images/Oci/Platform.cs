using System.Runtime.InteropServices;

namespace Orchestrator.Images.Oci;

/// <summary>What an image runs on: GOOS, GOARCH and a variant of the latter, e.g. linux/arm/v7 (OCI image spec, image-index.md).</summary>
public sealed record Platform(string Os, string Architecture, string? Variant = null)
{
    private const int MostLength = 64;

    /// <summary>Of this machine.</summary>
    public static Platform Host { get; } = new("linux", RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        var other => other.ToString().ToLowerInvariant(),
    });

    /// <summary><c>OS/ARCH[/VARIANT]</c>, or only the architecture; the names that uname gives are understood.</summary>
    public static Platform? TryParse(string text, out string? problem)
    {
        var parts = text.Split('/');
        problem = text.Length <= MostLength && parts.Length <= 3 && parts.All(part => part.Length > 0 && part.All(IsLetter))
            ? null
            : $"'{text[..Math.Min(text.Length, MostLength)]}' is no platform. It looks like linux/amd64 or linux/arm/v7.";
        if (problem is not null)
            return null;
        return (parts.Length == 1 ? new Platform("linux", parts[0]) : new Platform(parts[0], parts[1], parts.ElementAtOrDefault(2))).Normal();
    }

    /// <summary>With one spelling for what has several.</summary>
    public Platform Normal() => (Architecture, Variant) switch
    {
        ("x86_64" or "x86-64", _) => this with { Architecture = "amd64" },
        ("aarch64", _) or ("arm64", "v8") => this with { Architecture = "arm64", Variant = null },
        ("arm", null) => this with { Variant = "v7" },
        ("amd64", "v1") => this with { Variant = null },
        _ => this,
    };

    /// <summary>How well an image for that platform serves this one: 0 not at all, more is better.</summary>
    public int Fitness(Platform offered)
    {
        var (mine, theirs) = (Normal(), offered.Normal());
        if (mine.Os != theirs.Os)
            return 0;
        if (mine.Architecture != theirs.Architecture)
        {
            // A 64-bit ARM runs 32-bit programs only where the processor still can, so only on request.
            return 0;
        }
        if (mine.Variant == theirs.Variant)
            return 100;
        // Older variants run on newer processors: arm v6 on v7, amd64 v1 on v3.
        return (Level(mine), Level(theirs)) is var (have, want) && want <= have ? 50 + want : 0;
    }

    public override string ToString() => Variant is null ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";

    private static int Level(Platform platform) => platform.Variant is ['v', >= '0' and <= '9'] variant ? variant[1] - '0' : 1;

    private static bool IsLetter(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.';
}
