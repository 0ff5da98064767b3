using System.Diagnostics;

namespace Orchestrator.Formats.Tests.Debian;

/// <summary>Debian's own LXC: its configurations, and liblxc's verdict on any.</summary>
internal sealed class DebianLxc
{
    private const string ConfigFolder = "/usr/share/lxc";

    private readonly string _root;

    private DebianLxc(string root) => _root = root;

    private string Library => Path.Combine(_root, "usr/lib/x86_64-linux-gnu");

    /// <summary>Skips the test where the packages cannot be had.</summary>
    public static DebianLxc Get()
    {
        var top = Top();
        var root = Path.Combine(top, "artifacts", "debian-lxc");
        var (status, _, error) = Run(Path.Combine(top, "build", "debian-lxc"), [root], null);
        Assert.SkipWhen(status != 0, $"Debian's LXC packages cannot be had: {error.Trim()}");
        return new DebianLxc(root);
    }

    /// <summary>
    /// Every configuration of the packages lxc and lxc-templates, copied to a folder with their includes pointing there.
    /// </summary>
    public IReadOnlyList<string> CopyConfigurations(string folder)
    {
        Copy(Path.Combine(_root, "usr/share/lxc/config"), Path.Combine(folder, "config"), folder);
        Copy(Path.Combine(_root, "usr/share/doc/lxc/examples"), Path.Combine(folder, "examples"), folder);
        Copy(Path.Combine(_root, "etc/lxc"), Path.Combine(folder, "etc"), folder);
        return [.. Directory.EnumerateFiles(folder, "*.conf", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }

    /// <summary>Whether liblxc loads each of the files, in their order.</summary>
    public IReadOnlyList<bool> Verdicts(IReadOnlyList<string> files, string scratch)
    {
        var program = Path.Combine(scratch, "verdict");
        var (compiled, _, compiler) = Run("gcc", ["-o", program, Path.Combine(AppContext.BaseDirectory, "Debian", "verdict.c"), "-ldl"], null);
        compiled.ShouldBe(0, compiler);
        // liblxc makes its locks below /run; a /run of its own leaves nothing behind there.
        var (status, output, error) = Run(
            "unshare",
            ["-m", "sh", "-c", "mount -t tmpfs none /run && exec env LD_LIBRARY_PATH=\"$1\" \"$2\" \"$1/liblxc.so.1\" \"$3\"",
             "sh", Library, program, Path.Combine(scratch, "containers")],
            string.Join('\n', files) + "\n");
        status.ShouldBe(0, error);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Select(line => line[2..]).ShouldBe(files);
        return [.. lines.Select(line => line[0] == '1')];
    }

    /// <summary>What LXC's own script makes of a configuration from before 2.1.</summary>
    public string Update(string file)
    {
        var (status, _, error) = Run("sh", [Path.Combine(_root, "usr/bin/lxc-update-config"), "-c", file], null);
        status.ShouldBe(0, error);
        return File.ReadAllText(file);
    }

    private static void Copy(string from, string to, string top)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
            File.WriteAllText(Path.Combine(to, Path.GetFileName(file)), File.ReadAllText(file).Replace(ConfigFolder, top));
        foreach (var folder in Directory.EnumerateDirectories(from))
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)), top);
    }

    private static string Top()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "build", "debian-lxc")))
                return folder.FullName;
        }
        throw new InvalidOperationException("the project's root is not above the tests");
    }

    private static (int Status, string Output, string Error) Run(string program, IReadOnlyList<string> arguments, string? input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.Write(input ?? "");
        process.StandardInput.Close();
        process.WaitForExit();
        return (process.ExitCode, output.Result, error.Result);
    }
}
