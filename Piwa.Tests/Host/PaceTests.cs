using Piwa.Host.Terminal;

namespace Piwa.Tests.Host;

public sealed class PaceTests
{
    [Fact]
    public void AWeekIsSomeTenThousandLines()
    {
        var pace = new Pace();
        int lines = 0, ofTheFirstMinute = 0;
        for (int quarter = 0; quarter < 7 * 24 * 3600 * 4; quarter++)
        {
            if (pace.IsDue(TimeSpan.FromSeconds(quarter / 4.0)))
                lines++;
            if (quarter == 59 * 4)
                ofTheFirstMinute = lines;
        }

        Assert.Equal(11, ofTheFirstMinute);
        Assert.InRange(lines, 7 * 24 * 60, (7 * 24 * 60) + 20);
    }
}
