package io.busbar.bus.permissions;

import static io.busbar.bus.Access.owner;
import static io.busbar.bus.Access.role;
import static io.busbar.bus.Access.signedIn;

import io.busbar.bus.Contract;
import io.busbar.bus.Event;
import io.busbar.bus.Id;
import io.busbar.bus.Operation;
import io.busbar.bus.Role;
import java.util.UUID;

/** A contract with objects that are owned and shared: documents, whose existence is secret, and posters, whose existence is not. */
interface DocumentOperations {
    Contract DOCUMENTS =
            Contract.of("documents", "For the tests of permissions.").holdsNoPersonalData();

    Event<Id> ERASED = DOCUMENTS.event("erased", "A user was erased.", Id.class);

    ResourceType DOCUMENT = DOCUMENTS.hiddenResource("document");

    ResourceType POSTER = DOCUMENTS.resource("poster");

    Operation<Id, DocumentRead> READ = DOCUMENTS
            .get("read", "/documents/{id}")
            .summary("Read a document")
            .allow(role(Role.ADMIN).orOwner().orShared().or("team"))
            .on(DOCUMENT, "id")
            .takes(Id.class)
            .returns(DocumentRead.class);

    Operation<Id, DocumentRead> PRINT = DOCUMENTS
            .get("print", "/documents/{id}/print")
            .summary("Print a document")
            .allow(role(Role.ADMIN).orOwner().orShared())
            .on(DOCUMENT, "id")
            .takes(Id.class)
            .returns(DocumentRead.class);

    Operation<Id, DocumentRead> SIGN = DOCUMENTS
            .get("sign", "/documents/{id}/sign")
            .summary("Sign a document")
            .allow(owner().withoutImpersonation())
            .on(DOCUMENT, "id")
            .takes(Id.class)
            .returns(DocumentRead.class);

    Operation<Id, DocumentRead> READ_POSTER = DOCUMENTS
            .get("readPoster", "/posters/{id}")
            .summary("Read a poster")
            .permission("posters.read")
            .allow(owner().orShared())
            .on(POSTER, "id")
            .takes(Id.class)
            .returns(DocumentRead.class);

    Operation<Id, DocumentRead> FRAME_POSTER = DOCUMENTS
            .get("framePoster", "/posters/{id}/frame")
            .summary("Frame a poster")
            .allow(signedIn())
            .on(POSTER, "id")
            .takes(Id.class)
            .returns(DocumentRead.class);

    Operation<Id, DocumentRead> FIND = DOCUMENTS
            .get("find", "/find/{id}")
            .summary("Find a document without a decision about it")
            .allow(signedIn())
            .takes(Id.class)
            .returns(DocumentRead.class);

    /** The document that was read, and the node that did it. */
    record DocumentRead(UUID id, String node) {}
}
