using System.Runtime.InteropServices;

namespace Orchestrator.Isolation.Seccomp.Bpf;

/// <summary>struct sock_filter (linux/filter.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct SockFilter(ushort Code, byte Jt, byte Jf, uint K);
