using System.Runtime.InteropServices;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Launcher.Serving;

/// <summary>What an op is called in a failure that a user reads.</summary>
internal static unsafe class StepNames
{
    public static string Of(PlanView plan, PlanOp* op)
    {
        var first = Text(plan, op->Text1);
        return op->Kind switch
        {
            PlanOpKind.Layer => op->Text1 == 0 ? "id-map the root's file system" : $"open layer {first}",
            PlanOpKind.OverlayRoot => $"mount overlay root with upper {first}/{(op->Text2 == 0 ? "upper" : Text(plan, op->Text2))}",
            PlanOpKind.IdmapSlot => $"id-map the mount on {Target(plan, op->Slot)}",
            PlanOpKind.JoinCgroup => "join cgroup",
            PlanOpKind.Unshare => op->Arg1 == 0x80 ? "new time namespace" : "new cgroup, uts, ipc and network namespaces",
            PlanOpKind.JoinNamespaces => "enter the container's namespaces",
            PlanOpKind.AttachRoot => "attach root",
            PlanOpKind.MountFilesystem => $"mount {Text(plan, op->Text2)} on {first}",
            PlanOpKind.BindDevice => $"bind device {first}",
            PlanOpKind.BindHost => $"bind {Text(plan, op->Text2)} on {first}",
            PlanOpKind.BindSlot => $"mount on {first}",
            PlanOpKind.Symlink => $"link {first}",
            PlanOpKind.MakeDirectory => $"make directory {first}",
            PlanOpKind.Mask => $"mask {first}",
            PlanOpKind.ReadOnlyPath => $"make {first} read-only",
            PlanOpKind.ReadOnlyRoot => "make root read-only",
            PlanOpKind.PivotRoot => "pivot root",
            PlanOpKind.Chroot => "change root",
            PlanOpKind.Hostname => "set hostname",
            PlanOpKind.LoopbackUp => "bring up loopback",
            PlanOpKind.Rlimit => $"set rlimit {op->Number}",
            PlanOpKind.Umask => "set umask",
            PlanOpKind.SessionKeyring => "new session keyring",
            PlanOpKind.Stdio => $"set up descriptor {op->Number}",
            PlanOpKind.Session => "new session",
            PlanOpKind.WorkingDirectory => $"change directory to {first}",
            PlanOpKind.BoundingSet => "limit the bounding set",
            PlanOpKind.Credentials => $"become user {op->Number}:{op->Arg1}",
            PlanOpKind.Capabilities => "set capabilities",
            PlanOpKind.NoNewPrivileges => "set no_new_privs",
            PlanOpKind.Seccomp => "load seccomp filter",
            PlanOpKind.Sysctl => $"set sysctl {first}",
            PlanOpKind.ProcFile => $"write /proc/PID/{first}",
            PlanOpKind.EnterNamespace => "enter a shared namespace",
            PlanOpKind.WritablePath => $"make {first} writable",
            PlanOpKind.Personality => "set the personality",
            PlanOpKind.Domainname => "set the domain name",
            PlanOpKind.BindInside => $"bind {Text(plan, op->Text2)} of the root on {first}",
            PlanOpKind.HostHook => $"run the hook {Command(plan, op)} on the host",
            PlanOpKind.Hook => $"run the hook {Command(plan, op)}",
            PlanOpKind.OwnAttribute => $"set the security label {Text(plan, op->Text2)}",
            PlanOpKind.OpenAttribute => "open the own security label",
            PlanOpKind.WriteAttribute => $"set the security label {first}",
            PlanOpKind.Terminal => op->Text1 == 0 ? "open a terminal" : $"open the terminal {first}",
            PlanOpKind.Landlock => "restrict by Landlock",
            PlanOpKind.Exec => $"exec {first}",
            _ => op->Kind.ToString(),
        };
    }

    private static string Target(PlanView plan, int slot)
    {
        for (var i = 0u; i < plan.Header->OpCount; i++)
        {
            var op = plan.Ops + i;
            if (op->Kind == PlanOpKind.BindSlot && op->Slot == slot)
                return Text(plan, op->Text1);
        }
        return "?";
    }

    private static string Command(PlanView plan, PlanOp* op)
    {
        var texts = (uint*)plan.Data(op->DataOffset);
        return Text(plan, texts[op->Number - 1 >= 2 ? 2 : op->Number - 1]);
    }

    private static string Text(PlanView plan, uint offset) => Marshal.PtrToStringUTF8((nint)plan.Text(offset)) ?? "";
}
