using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Threads;

/// <summary>The people who may be called into a note, by the first letters of a name.</summary>
public static class OfferPeople
{
    public sealed record Offered(Id<Person> Id, string Name, string Organisation);

    public sealed class Handler(TandemDb db, Subjects subjects, Readers readers)
    {
        public async Task<Outcome<List<Offered>>> Run(Ref subject, Audience audience, string? name, Actor actor, CancellationToken ct)
        {
            if (await subjects.Converse(subject, actor, db, ct) is not { } sight || !Sight.AudiencesOf(actor).Contains(audience))
                return Refusal.NotFound;
            var people = await readers.Offer(sight, audience, name, actor, ct);
            return people.ConvertAll(p => new Offered(p.Id, p.Name, p.Organisation.Name));
        }
    }
}
