package io.busbar.bus.privacy;

import java.util.List;

/** The personal data that the kernel stores for all services. */
public final class KernelPersonalData {
    public static final List<DataCategory> CATEGORIES = List.of(
            DataCategory.of("Audit trail: who changed what and when, with IP address and session")
                    .purpose("Lets users and admins see who changed an account, and explains incidents.")
                    .retention("Unlimited.")
                    .exportedAs("The newest 20,000 entries, as `activity`.")
                    .erasure("IP address and session are removed; the entries keep the ID.")
                    .keepsIdIn("bus.audit"),
            DataCategory.of("Events between services and continuations within one, with IDs of users")
                    .purpose("Carries every change to the services that it concerns.")
                    .retention(
                            "Events 30 days, continuations until they are handled; timers until they are due, dead letters until an admin replays or discards them.")
                    .notExported("They contain IDs only; the data is in the services.")
                    .erasure("They keep the ID until they expire.")
                    .keepsIdIn("bus.event", "bus.delivery", "bus.dead_letter", "bus.timer"),
            DataCategory.of("Pushes to the browsers of a user")
                    .purpose("Lets a browser that reconnects get what it missed.")
                    .retention("7 days, and at most 1,000 per user.")
                    .notExported("They repeat what the services hold.")
                    .erasure(
                            "Deleted; a marker with the ID drops later pushes. Pushes to others may show name and ID until they expire.")
                    .keepsIdIn("bus.stream_head", "bus.stream"),
            DataCategory.of("Jobs of a user with their results, such as exports")
                    .purpose("Lets the user follow the work and download its result.")
                    .retention("Until the job expires; an export after 7 days.")
                    .notExported("Results are downloaded on their own.")
                    .erasure("Deleted."),
            DataCategory.of("Responses to requests with an idempotency key")
                    .purpose("A repeated request gets the same response.")
                    .retention("24 hours.")
                    .notExported("They repeat what the services hold.")
                    .erasure("Deleted. Responses to others may show name and ID until they expire.")
                    .keepsIdIn("bus.idempotency"),
            DataCategory.of("Objects that are shared with a user or denied to the user, by ID, and who did it")
                    .purpose("Decides who may use an object that belongs to another user.")
                    .retention(
                            "Until they end, are removed, or the object is deleted; the IDs of changed objects one hour.")
                    .notExported("They contain IDs only; the data is in the services.")
                    .erasure("Deleted. Those that the user gave to others keep the ID until they end.")
                    .keepsIdIn("bus.permission_grant", "bus.permission_change"),
            DataCategory.of("Revoked access tokens, by ID of session and user")
                    .purpose("Refuses tokens that were revoked before they expire.")
                    .retention("Until the tokens would have expired, at most 7 days.")
                    .notExported("The list contains IDs only.")
                    .erasure("Entries keep the ID until they expire.")
                    .keepsIdIn("bus.revocation"),
            DataCategory.of("Online status and rate limits in Redis, by ID or IP address")
                    .purpose("Shows booking partners who is online, and limits requests.")
                    .retention("Seconds after the last connection or request.")
                    .notExported("It is outdated before a file is written.")
                    .erasure("Expires by itself."),
            DataCategory.of("Log files, with IP address and ID of each request")
                    .purpose("Explains incidents.")
                    .retention("7 days after the last entry of a file.")
                    .notExported("Logs are not searched by person.")
                    .erasure("Files expire by themselves."));

    private KernelPersonalData() {}
}
