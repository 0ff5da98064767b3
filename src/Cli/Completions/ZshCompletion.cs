using Orchestrator.Cli.Verbs;

namespace Orchestrator.Cli.Completions;

/// <summary>zsh runs bash's completions by bashcompinit.</summary>
internal static class ZshCompletion
{
    public static string Script(VerbTable verbs) =>
        "#compdef orch\n# zsh completion of orch; load it with: source <(orch completion zsh)\n"
        + "autoload -U +X bashcompinit && bashcompinit\n" + BashCompletion.Script(verbs);
}
