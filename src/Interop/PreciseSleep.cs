using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Actors.Interop;

/// <summary>Blocks a thread until a moment, on Linux to within some tens of microseconds, without burning CPU.</summary>
/// <remarks>A sleeping thread wakes late by a time that depends on the machine; each thread learns its own and asks for that much less.</remarks>
public static partial class PreciseSleep
{
    private const int ClockMonotonic = 1;
    private const int AbsoluteTime = 1;
    private const int SetTimerSlack = 29;
    private const long NanosecondsPerSecond = 1_000_000_000;

    // Linux lets a timer fire up to 50 us late by default, to save wake-ups; 1 ns asks for none of that.
    [ThreadStatic]
    private static bool _slackIsSmall;

    // Nanoseconds by which this thread wakes late, smoothed.
    [ThreadStatic]
    private static double _lateness;

    // Sleeps shorter than this return too soon to say anything about lateness, and cost more than they wait.
    private const long ShortestSleep = 20_000;

    // A wake-up later than this says that the machine was busy, not how late timers are.
    private const long LongestLateness = 300_000;

    /// <summary>Blocks until <see cref="Stopwatch.GetTimestamp"/> reaches a value.</summary>
    public static void Until(long timestamp)
    {
        if (!OperatingSystem.IsLinux())
        {
            var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), timestamp);
            if (left > TimeSpan.Zero)
            {
                Thread.Sleep(left);
            }

            return;
        }

        if (!_slackIsSmall)
        {
            _ = ProcessControl(SetTimerSlack, 1, 0, 0, 0);
            _slackIsSmall = true;
        }

        // .NET's Stopwatch counts nanoseconds of CLOCK_MONOTONIC on Linux, so the moment carries over as it is.
        var wake = timestamp - (long)_lateness;
        if (wake - Stopwatch.GetTimestamp() < ShortestSleep)
        {
            return;
        }

        var (seconds, nanoseconds) = Math.DivRem(wake, NanosecondsPerSecond);
        var moment = new TimeSpec { Seconds = (nint)seconds, Nanoseconds = (nint)nanoseconds };
        while (ClockNanosleep(ClockMonotonic, AbsoluteTime, moment, 0) == InterruptedBySignal)
        {
        }

        var late = Stopwatch.GetTimestamp() - wake;
        if (late < LongestLateness)
        {
            _lateness += (late - _lateness) / 16;
        }
    }

    private const int InterruptedBySignal = 4;

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int ClockNanosleep(int clock, int flags, in TimeSpec moment, nint remaining);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int ProcessControl(int option, nuint a, nuint b, nuint c, nuint d);
}
