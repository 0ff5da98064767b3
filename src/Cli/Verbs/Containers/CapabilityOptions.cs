using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Containers;

/// <summary><c>--cap-keep</c> and <c>--cap-set</c>, beside Docker's <c>--cap-add</c> and <c>--cap-drop</c>.</summary>
internal static class CapabilityOptions
{
    public static void Apply(ContainerRequest request, IReadOnlyList<string> keep, IReadOnlyList<string> sets)
    {
        var changes = request.CapAdd.Count > 0 || request.CapDrop.Count > 0;
        if (keep.Count > 0)
        {
            if (changes || sets.Count > 0)
                throw new UsageException("--cap-keep says what is left: no --cap-add, --cap-drop or --cap-set goes with it");
            (request.CapAdd, request.CapDrop) = ([.. keep.SelectMany(names => names.Split(','))], ["ALL"]);
            return;
        }
        if (sets.Count == 0)
            return;
        if (changes)
            throw new UsageException("--cap-set gives the sets exactly: no --cap-add or --cap-drop goes with it");
        var exact = new CapabilityRequest();
        foreach (var text in sets)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            string[] names = equals < 0 ? [] : text[(equals + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries);
            switch (equals < 0 ? "" : text[..equals])
            {
                case "effective":
                    exact.Effective = names;
                    break;
                case "permitted":
                    exact.Permitted = names;
                    break;
                case "inheritable":
                    exact.Inheritable = names;
                    break;
                case "bounding":
                    exact.Bounding = names;
                    break;
                case "ambient":
                    exact.Ambient = names;
                    break;
                default:
                    throw new UsageException(
                        $"--cap-set wants effective, permitted, inheritable, bounding or ambient, then = and capabilities, not '{text}'");
            }
        }
        request.Capabilities = exact;
    }
}
