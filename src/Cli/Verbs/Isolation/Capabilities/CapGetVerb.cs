using System.Globalization;
using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Isolation.Capabilities;
using Orchestrator.Kernel;

namespace Orchestrator.Cli.Verbs.Isolation.Capabilities;

/// <summary>What getcap(8) does; with the caller's rights, without a daemon.</summary>
internal sealed class CapGetVerb : Verb
{
    private static readonly Option Recursive = new("--recursive", "-r", null, "Look into directories; links are not followed");

    private static readonly IReadOnlyList<Column<FileCapabilityView>> Columns =
    [
        new("FILE", f => f.File),
        new("CAPABILITIES", f => f.Capabilities),
        new("ROOT ID", f => f.RootId?.ToString(CultureInfo.InvariantCulture) ?? "-", Right: true, f => f.RootId?.ToString(CultureInfo.InvariantCulture) ?? ""),
    ];

    public override string Name => "cap get";

    public override string Summary => "Show the capabilities of files (getcap)";

    public override string Operands => "FILE...";

    public override int MinOperands => 1;

    public override int MaxOperands => int.MaxValue;

    public override IReadOnlyList<Option> Options { get; } = [Recursive, GlobalOptions.Format, GlobalOptions.NoTruncate];

    public override Task<int> RunAsync(Invocation call)
    {
        var attribute = new ExtendedAttribute(FileCapabilities.Attribute);
        var found = new List<FileCapabilityView>();
        var code = 0;
        foreach (var path in call.Operands.SelectMany(operand => Files(operand, call.Arguments.Has(Recursive))))
        {
            call.Cancel.ThrowIfCancellationRequested();
            try
            {
                if (attribute.Get(path) is not { } value)
                    continue;
                if (FileCapabilities.Parse(value) is not { } held)
                    throw new IOException($"{path}: its {FileCapabilities.Attribute} of {value.Length} bytes is of no known version");
                found.Add(new FileCapabilityView(path, CapabilityText.Format(Triple(held)), held.RootId));
            }
            catch (IOException error)
            {
                call.Note($"orch: {error.Message}");
                code = 1;
            }
        }
        call.Render.List(found, Columns, IsolationJson.Indented.IReadOnlyListFileCapabilityView);
        return Task.FromResult(code);
    }

    public static CapabilityTriple Triple(FileCapabilities file) =>
        new(file.Effective ? file.Permitted | file.Inheritable : 0, file.Permitted, file.Inheritable);

    private static IEnumerable<string> Files(string operand, bool recursive)
    {
        if (!recursive || !Directory.Exists(operand))
            return [operand];
        return Directory.EnumerateFiles(operand, "*", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
            IgnoreInaccessible = true,
        });
    }
}
