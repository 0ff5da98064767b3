using System.Text;
using Orchestrator.Cli.Verbs;

namespace Orchestrator.Cli.Completions;

internal static class BashCompletion
{
    public static string Script(VerbTable verbs)
    {
        var script = new StringBuilder();
        script.Append("# bash completion of orch; load it with: source <(orch completion bash)\n_orch() {\n");
        script.Append("    local cur=${COMP_WORDS[COMP_CWORD]} verb=${COMP_WORDS[1]} sub=${COMP_WORDS[2]} words=\n");
        script.Append("    COMPREPLY=()\n    if [ \"$COMP_CWORD\" -eq 1 ]; then\n");
        script.Append($"        words=\"{string.Join(' ', CompletionWords.First(verbs))}\"\n");
        script.Append("    else\n        case \"$verb\" in\n");
        foreach (var (group, members) in CompletionWords.Groups(verbs))
        {
            script.Append($"        {group})\n            if [ \"$COMP_CWORD\" -eq 2 ]; then words=\"{string.Join(' ', members.Select(m => m.Word))}\"; else case \"$sub\" in\n");
            foreach (var (word, verb) in members)
                script.Append($"                {word}) words=\"{CompletionWords.Options(verb)}\" ;;\n");
            script.Append("            esac; fi ;;\n");
        }
        foreach (var (word, verb) in CompletionWords.Single(verbs))
            script.Append($"        {word}) words=\"{CompletionWords.Options(verb)}\"{(CompletionWords.TakesContainers(verb) ? "; case \"$cur\" in -*) ;; *) words=\"$words $(orch ps -aq 2>/dev/null)\" ;; esac" : "")} ;;\n");
        script.Append("        esac\n    fi\n    COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n}\ncomplete -o default -F _orch orch\n");
        return script.ToString();
    }
}
