using Orchestrator.Formats.Lxc;
using Orchestrator.Formats.Lxc.Keys;

namespace Orchestrator.Cli.Verbs.Nodes;

/// <summary>What <c>config validate --lxc</c> says of a configuration: one line for each setting that is in force.</summary>
internal static class LxcValidation
{
    /// <returns>What is wrong; empty when the configuration loads.</returns>
    public static IReadOnlyList<string> Run(Invocation call, string file, bool legacy)
    {
        var document = LxcReader.ReadFile(file, legacy);
        if (!document.Loads)
            return [.. document.Problems.Select(problem => problem.ToString())];
        var settings = LxcSettings.Of(document.Items);
        var counts = new int[Enum.GetValues<LxcVerdict>().Length];
        foreach (var item in settings.Items)
        {
            var key = LxcKeys.Find(item.Key)!;
            counts[(int)key.Verdict]++;
            if (key.Verdict != LxcVerdict.CarriedOut)
                call.Out.Write($"{item.Place}: {item.Key} = {item.Value}\n    {Word(key.Verdict)}: {key.Note}\n");
        }
        call.Out.Write(
            $"{file}: loads; {document.Files.Count} files, {settings.Items.Count} settings in force: {counts[(int)LxcVerdict.CarriedOut]} carried out, "
            + $"{counts[(int)LxcVerdict.Partly]} depending on the value, {counts[(int)LxcVerdict.NoEffect]} without effect, "
            + $"{counts[(int)LxcVerdict.Refused]} refused by create\n");
        return [];
    }

    private static string Word(LxcVerdict verdict) => verdict switch
    {
        LxcVerdict.Partly => "depends on the value",
        LxcVerdict.NoEffect => "without effect",
        LxcVerdict.Refused => "refused by create",
        _ => "carried out",
    };
}
