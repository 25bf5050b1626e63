namespace CosmosNvme.Nucleus;

/// <summary>System-call numbers of Linux on x86-64 (arch/x86/entry/syscalls/syscall_64.tbl).</summary>
internal static class SystemCallNumber
{
    internal const int Read = 0;
    internal const int Write = 1;
    internal const int Open = 2;
    internal const int Close = 3;
    internal const int Stat = 4;
    internal const int Fstat = 5;
    internal const int Poll = 7;
    internal const int Lseek = 8;
    internal const int Mmap = 9;
    internal const int Mprotect = 10;
    internal const int Munmap = 11;
    internal const int Brk = 12;
    internal const int RtSigaction = 13;
    internal const int RtSigprocmask = 14;
    internal const int RtSigreturn = 15;
    internal const int Ioctl = 16;
    internal const int Pread64 = 17;
    internal const int Readv = 19;
    internal const int Writev = 20;
    internal const int Access = 21;
    internal const int SchedYield = 24;
    internal const int Mremap = 25;
    internal const int Msync = 26;
    internal const int Madvise = 28;
    internal const int Dup = 32;
    internal const int Nanosleep = 35;
    internal const int GetPid = 39;
    internal const int Clone = 56;
    internal const int Exit = 60;
    internal const int Kill = 62;
    internal const int Uname = 63;
    internal const int Fcntl = 72;
    internal const int Flock = 73;
    internal const int GetCwd = 79;
    internal const int ReadLink = 89;
    internal const int GetTimeOfDay = 96;
    internal const int GetRlimit = 97;
    internal const int GetRusage = 98;
    internal const int SysInfo = 99;
    internal const int GetUid = 102;
    internal const int GetGid = 104;
    internal const int GetEuid = 107;
    internal const int GetEgid = 108;
    internal const int GetParentPid = 110;
    internal const int SigAltStack = 131;
    internal const int Statfs = 137;
    internal const int Mlock = 149;
    internal const int Munlock = 150;
    internal const int Prctl = 157;
    internal const int ArchPrctl = 158;
    internal const int GetTid = 186;
    internal const int Tkill = 200;
    internal const int Time = 201;
    internal const int Futex = 202;
    internal const int SchedSetAffinity = 203;
    internal const int SchedGetAffinity = 204;
    internal const int GetDents64 = 217;
    internal const int SetTidAddress = 218;
    internal const int Fadvise64 = 221;
    internal const int ClockGetTime = 228;
    internal const int ClockGetRes = 229;
    internal const int ClockNanosleep = 230;
    internal const int ExitGroup = 231;
    internal const int Tgkill = 234;
    internal const int GetMempolicy = 239;
    internal const int OpenAt = 257;
    internal const int NewFstatAt = 262;
    internal const int ReadLinkAt = 267;
    internal const int FaccessAt = 269;
    internal const int Ppoll = 271;
    internal const int SetRobustList = 273;
    internal const int Dup3 = 292;
    internal const int Pipe2 = 293;
    internal const int Prlimit64 = 302;
    internal const int GetCpu = 309;
    internal const int GetRandom = 318;
    internal const int Membarrier = 324;
    internal const int Statx = 332;
    internal const int Rseq = 334;
    internal const int Clone3 = 435;
    internal const int FaccessAt2 = 439;

    /// <summary>Not Linux's: a CPU's soft-interrupt thread asks for the next vector with work.</summary>
    internal const int WaitInterrupt = 0x1000;

    /// <summary>Not Linux's: the thread that draws waits for something to draw.</summary>
    internal const int WaitScreen = 0x1001;
}
