using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Policies;

namespace Tandem.Journeys;

/// <summary>Which tasks somebody wants to see.</summary>
public enum TaskView
{
    /// <summary>Mine, and those of my side that nobody has taken (for the vendor's people: mine only).</summary>
    Mine,

    /// <summary>All that my side owes.</summary>
    Ours,

    /// <summary>All that the other side owes us.</summary>
    Theirs,

    /// <summary>What was finished or left out.</summary>
    Done,
}

/// <summary>What is to be done, the most urgent first.</summary>
public sealed record TaskList : PageAsk
{
    public Choice<TaskView>? View { get; init; }

    /// <summary>Part of the task's title, or of the name of the partner or the person it waits for.</summary>
    public string? Text { get; init; }

    /// <summary>Only what is overdue.</summary>
    public bool? Late { get; init; }

    /// <summary>Only what is part of the work with this partner; for the vendor's people.</summary>
    public Id<Organisation>? Partner { get; init; }

    public sealed class Handler(TandemDb db, Subjects subjects, PolicyBook policies, Cursors cursors, TimeProvider clock)
    {
        public async Task<Outcome<TaskPage>> Run(TaskList ask, Actor by, CancellationToken ct)
        {
            if (!by.May(JourneyPermissions.Work))
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            var today = (await policies.Current<ProgrammePolicy>(now, ct)).Rules.DateOf(now);
            var view = ask.View?.Value ?? TaskView.Mine;
            var steps = Of(view, by);
            if (ask.Partner is { } partner)
                steps = steps.Where(s => s.Journey.PartnerId == partner);
            if (ask.Late == true)
                steps = steps.Where(s => s.Status == StepStatus.Open && s.Due < today);
            if (ask.Text?.Trim().ToLowerInvariant() is { Length: > 0 } text)
            {
                steps = steps.Where(s => s.Title.ToLower().Contains(text) || db.Organisations().Any(o => o.Id == s.Journey.PartnerId && o.Name.ToLower().Contains(text))
                    || db.People().Any(p => p.Id == s.PersonId && p.Name.ToLower().Contains(text)));
            }

            var page = view == TaskView.Done
                ? await steps.ToPage(ask, cursors, "tasks:done", s => s.Finished ?? DateTimeOffset.UnixEpoch, descending: true, s => s.Id, TaskRow.Of(db), ct)
                : await steps.ToPage(ask, cursors, "tasks:due", s => s.Due ?? DateOnly.MaxValue, descending: false, s => s.Id, TaskRow.Of(db), ct);
            var about = new Dictionary<Ref, Sight?>();
            foreach (var subject in page.Items.Select(r => r.Subject).OfType<Ref>().Distinct())
                about[subject] = await subjects.See(subject, by, db, ct);
            var late = await Of(TaskView.Mine, by).Where(s => s.Due < today).Take(100).CountAsync(ct);
            return new TaskPage(
                [.. page.Items.Select(row => row with { About = row.Subject is { } r && about.GetValueOrDefault(r) is { } sight ? new About(sight.Title, sight.Url) : null, Late = row.IsLeft && row.Due < today })],
                page.Next, late);
        }

        private IQueryable<JourneyStep> Of(TaskView view, Actor by)
        {
            var steps = db.Steps().AsNoTracking().VisibleTo(by);
            var (own, me) = (by.IsVendor ? Side.Vendor : Side.Partner, by.Person);
            return view switch
            {
                TaskView.Done => steps.Where(s => s.Status == StepStatus.Done || s.Status == StepStatus.Skipped),
                TaskView.Theirs => steps.Where(s => s.Status == StepStatus.Open && s.Side != own),
                TaskView.Ours => steps.Where(s => s.Status == StepStatus.Open && s.Side == own),
                _ when by.IsPartner => steps.Where(s => s.Status == StepStatus.Open && s.Side == own && (s.PersonId == me || s.PersonId == null)),
                _ => steps.Where(s => s.Status == StepStatus.Open && s.Side == own && s.PersonId == me),
            };
        }
    }
}

/// <summary>One page of tasks.</summary>
/// <param name="Late">How many of the reader's own are late.</param>
public sealed record TaskPage(IReadOnlyList<TaskRow> Items, string? Next, int Late);

/// <summary>What a task belongs to, as its reader sees it.</summary>
public sealed record About(string Title, string Url);

/// <summary>A task as one line of a list.</summary>
public sealed record TaskRow
{
    public Id<JourneyStep> Id { get; init; }

    public string Title { get; init; } = "";

    public Side Side { get; init; }

    public StepStatus Status { get; init; }

    public DateOnly? Due { get; init; }

    public DateTimeOffset? Finished { get; init; }

    public string? Person { get; init; }

    public string? Partner { get; init; }

    public bool Late { get; init; }

    public About? About { get; init; }

    internal bool IsLeft => Status is StepStatus.Open or StepStatus.Waiting;

    internal string? SubjectKind { get; init; }

    internal Guid? SubjectId { get; init; }

    internal Ref? Subject => SubjectKind is { } kind && SubjectId is { } id ? new Ref(kind, id) : null;

    internal static System.Linq.Expressions.Expression<Func<JourneyStep, TaskRow>> Of(TandemDb db) => s => new TaskRow
    {
        Id = s.Id,
        Title = s.Title,
        Side = s.Side,
        Status = s.Status,
        Due = s.Due,
        Finished = s.Finished,
        Person = db.People().Where(p => p.Id == s.PersonId).Select(p => p.Name).FirstOrDefault(),
        Partner = db.Organisations().Where(o => o.Id == s.Journey.PartnerId).Select(o => o.Name).FirstOrDefault(),
        SubjectKind = s.Journey.SubjectKind,
        SubjectId = s.Journey.SubjectId,
    };
}
