using System.Runtime.InteropServices;
using Orchestrator.Kernel.Raw;
using Orchestrator.Liblxc.Native;

namespace Orchestrator.Liblxc.Attach;

/// <summary>Turns the caller's options and what binds the init into the child's plan.</summary>
internal static unsafe class AttachRequest
{
    private const string UsualPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public static AttachPlan Plan(lxc_attach_options_t* options, InitFacts init)
    {
        var flags = options->attach_flags;
        var plan = new AttachPlan
        {
            Namespaces = init.Namespaces & (options->namespaces == -1 ? ulong.MaxValue : (uint)options->namespaces),
            Personality = Personality(options, init),
            Bounding = (flags & lxc_attach_options_t.DROP_CAPABILITIES) != 0 ? init.Bounding : ulong.MaxValue,
            NoNewPrivileges = (flags & lxc_attach_options_t.NO_NEW_PRIVS) != 0,
            RemountProcSys = (flags & lxc_attach_options_t.REMOUNT_PROC_SYS) != 0,
            Uid = options->uid == uint.MaxValue ? init.Uid : options->uid,
            Gid = options->gid == uint.MaxValue ? init.Gid : options->gid,
            Directory = Text.New(Text.Of(options->initial_cwd) ?? Environment.CurrentDirectory),
            ClearEnvironment = options->env_policy == lxc_attach_options_t.CLEAR_ENV,
            Environment = Text.NewArray(Variables(options)),
            LabelNow = (flags & lxc_attach_options_t.LSM_NOW) != 0,
        };
        if ((flags & lxc_attach_options_t.SETGROUPS) != 0 && options->groups_list is not null)
        {
            plan.GroupCount = (nint)options->groups_size;
            plan.Groups = options->groups_list;
        }
        (plan.Standard[0], plan.Standard[1], plan.Standard[2]) = (options->stdin_fd, options->stdout_fd, options->stderr_fd);
        if (Label(options, init, plan.LabelNow) is { } label)
        {
            plan.Label = Text.New(label);
            plan.LabelLength = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(plan.Label).Length;
        }
        return plan;
    }

    public static void Free(AttachPlan* plan)
    {
        NativeMemory.Free(plan->Directory);
        NativeMemory.Free(plan->Label);
        Text.FreeArray(plan->Environment);
    }

    private static long Personality(lxc_attach_options_t* options, InitFacts init)
    {
        if ((options->attach_flags & lxc_attach_options_t.SET_PERSONALITY) == 0)
            return -1;
        return options->personality == -1 ? init.Personality : options->personality;
    }

    private static string? Label(lxc_attach_options_t* options, InitFacts init, bool now)
    {
        const int Any = lxc_attach_options_t.LSM_EXEC | lxc_attach_options_t.LSM_NOW | lxc_attach_options_t.LSM_LABEL;
        if ((options->attach_flags & Any) == 0)
            return null;
        var label = (options->attach_flags & lxc_attach_options_t.LSM_LABEL) != 0 ? Text.Of(options->lsm_label) : init.Label;
        if (label is null || !Directory.Exists("/sys/kernel/security/apparmor"))
            return label;
        // AppArmor shows "profile (mode)" and is told what to do with it.
        var mode = label.LastIndexOf(" (", StringComparison.Ordinal);
        return $"{(now ? "changeprofile" : "exec")} {(mode < 0 ? label : label[..mode])}";
    }

    private static List<string> Variables(lxc_attach_options_t* options)
    {
        var variables = new List<string>();
        if (options->env_policy == lxc_attach_options_t.CLEAR_ENV)
        {
            foreach (var name in Text.Words(options->extra_keep_env) ?? [])
            {
                if (Inherited(name) is { } value)
                    variables.Add($"{name}={value}");
            }
            if (!variables.Exists(static variable => variable.StartsWith("PATH=", StringComparison.Ordinal)))
                variables.Add(UsualPath);
        }
        variables.Add("container=lxc");
        variables.AddRange((Text.Words(options->extra_env_vars) ?? []).Where(static variable => variable.Contains('=')));
        return variables;
    }

    // The program's own, which the runtime read once and may have been changed since.
    private static string? Inherited(string name)
    {
        var key = Text.New(name);
        try
        {
            return Text.Of(RawLibrary.FromEnvironment(key));
        }
        finally
        {
            NativeMemory.Free(key);
        }
    }
}
