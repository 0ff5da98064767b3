using System.Diagnostics;
using System.IO.Compression;

namespace Orchestrator.Lxc.Tests;

/// <summary>The package of the C# API, as somebody uses it who has nothing else of the project.</summary>
public sealed class PackageTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    [Fact]
    public async Task Package_IsWhole_AndAProgramElsewhereUsesIt()
    {
        var folder = Directory.CreateTempSubdirectory("orch-lxc-package-").FullName;
        // The SDK and NuGet leave folders where temporary files go.
        var temporary = ("TMPDIR", Directory.CreateDirectory($"{folder}/tmp").FullName);
        try
        {
            // With outputs of its own: a packing must not disturb what is built beside it.
            await RunAsync(Top(), ["pack", "src/Lxc", "-c", "Release", "-o", $"{folder}/packages", $"-p:ArtifactsPath={folder}/artifacts/", "-nodeReuse:false"], temporary);
            var file = Directory.GetFiles($"{folder}/packages", "*.nupkg").ShouldHaveSingleItem();
            using (var package = ZipFile.OpenRead(file))
            {
                var names = package.Entries.Select(entry => entry.FullName).ToList();
                names.ShouldContain("lib/net10.0/Orchestrator.Lxc.dll");
                names.ShouldContain("lib/net10.0/Orchestrator.Lxc.xml");
                names.ShouldContain("LICENSE");
                names.ShouldContain("README.md");
                using var reader = new StreamReader(package.GetEntry("Orchestrator.Lxc.nuspec")!.Open());
                var specification = await reader.ReadToEndAsync();
                specification.ShouldNotContain("id=\"Orchestrator.");
            }
            var program = Directory.CreateDirectory($"{folder}/program").FullName;
            File.WriteAllText($"{program}/program.csproj", """
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
                  <ItemGroup><PackageReference Include="Orchestrator.Lxc" Version="*" /></ItemGroup>
                </Project>
                """);
            File.WriteAllText($"{program}/nuget.config", $"""
                <configuration>
                  <packageSources><clear /><add key="packed" value="{folder}/packages" /></packageSources>
                  <config><add key="globalPackagesFolder" value="{folder}/restored" /></config>
                  <fallbackPackageFolders><add key="there" value="{Packages()}" /></fallbackPackageFolders>
                </configuration>
                """);
            File.WriteAllText($"{program}/program.cs", """
                using Orchestrator.Lxc;
                [assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

                using var web = new LxcContainer("web", args[0]);
                Console.WriteLine($"{web.IsDefined} {web.State} {web.InitPid}");
                Console.WriteLine($"{web.SetConfigItem("lxc.uts.name", "inside")} {web.SaveConfig()} {web.IsDefined}");
                using var again = new LxcContainer("web", args[0]);
                Console.WriteLine($"{again.GetConfigItem("lxc.uts.name")} {string.Join(' ', LxcContainer.ListDefined(args[0]))}");
                Console.WriteLine($"{again.Start()} {again.ErrorString is { Length: > 0 }} {again.Destroy()}");
                """);
            Directory.CreateDirectory($"{folder}/containers");
            var output = await RunAsync(program, ["run", "--", $"{folder}/containers"], temporary, ("ORCH_HOST", $"unix://{folder}/nobody.sock"));
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["False STOPPED -1", "True True True", "inside web", "False True True"]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> RunAsync(string folder, string[] words, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Sdk(), words) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)[("DOTNET_CLI_TELEMETRY_OPTOUT", "1"), ("DOTNET_NOLOGO", "1"), ("MSBUILDDISABLENODEREUSE", "1"), ("UseSharedCompilation", "false"), .. environment])
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Limit);
        await process.WaitForExitAsync(limit.Token);
        process.ExitCode.ShouldBe(0, $"{await output}\n{await errors}");
        return await output;
    }

    private static string Sdk()
    {
        string?[] places = [Environment.GetEnvironmentVariable("DOTNET_ROOT"), "/usr/share/dotnet", "/usr/lib/dotnet", "/opt/dotnet", $"{Environment.GetEnvironmentVariable("HOME")}/.dotnet"];
        var found = places.FirstOrDefault(place => place is not null && Directory.Exists($"{place}/sdk"));
        Assert.SkipWhen(found is null, "no .NET SDK is found, only its runtime");
        return $"{found}/dotnet";
    }

    /// <summary>What the build restored: the package's own dependency is there.</summary>
    private static string Packages() =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? $"{Environment.GetEnvironmentVariable("HOME") ?? "/root"}/.nuget/packages";

    private static string Top()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Orchestrator.sln")))
                return folder;
        }
        throw new DirectoryNotFoundException("Orchestrator.sln is in no folder above the tests");
    }
}
