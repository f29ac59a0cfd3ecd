import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.tirasa.connid.bundles.scim.v11.SCIMv11Connector;
import net.tirasa.connid.bundles.scim.v2.SCIMv2Connector;
import org.identityconnectors.framework.api.ConnectorFacade;
import org.identityconnectors.framework.common.objects.Attribute;
import org.identityconnectors.framework.common.objects.AttributeBuilder;
import org.identityconnectors.framework.common.objects.AttributeDeltaBuilder;
import org.identityconnectors.framework.common.objects.Name;
import org.identityconnectors.framework.common.objects.OperationOptionsBuilder;
import org.identityconnectors.framework.common.objects.Uid;
import org.identityconnectors.framework.common.objects.filter.FilterBuilder;

/** Uses a SCIM server (BASE, TOKEN) with the ConnId SCIM bundle and prints its steps. */
public class Driver extends Bundle {
  private void connection() {
    steps.step("tests the connection", "passed", () -> {
      put.test();
      return "passed";
    });
    steps.step("fails the test of the connection with a wrong token, and cannot say why", "RuntimeException",
        () -> failure(() -> {
          connect(SCIMv2Connector.class, options -> options.setBearerToken("wrong")).test();
          return "passed";
        }));
  }

  private void search(String annId) {
    steps.step("finds a user by name", List.of("ann@example.com"),
        () -> find(USER, FilterBuilder.equalTo(new Name("ann@example.com"))));
    steps.step("finds a user by name in another case", List.of("ann@example.com"),
        () -> find(USER, FilterBuilder.equalsIgnoreCase(new Name("ANN@example.com"))));
    steps.step("finds a user by another attribute", List.of("bob@example.com"),
        () -> find(USER, FilterBuilder.equalTo(is("externalId", "bob-1"))));
    steps.step("finds a user by e-mail address", List.of("bob@example.com"),
        () -> find(USER, FilterBuilder.equalTo(is("emails.value", "bob@example.com"))));
    steps.step("is refused a filter that is not SCIM, and cannot say why", "IllegalStateException",
        () -> failure(() -> find(USER, FilterBuilder.equalTo(is("emails.work.value", "bob@example.com")))));
    steps.step("finds a user by an attribute of the extension", List.of("bob@example.com"),
        () -> find(USER, FilterBuilder.equalTo(is(ENTERPRISE + "manager.value", annId))));
    steps.step("finds a user by id", List.of("ann@example.com"),
        () -> find(USER, FilterBuilder.equalTo(new Uid(annId))));
    steps.step("finds nobody", List.of(),
        () -> find(USER, FilterBuilder.equalTo(new Name("nobody@example.com"))));
    steps.step("reads all users, page after page", List.of(2, 1), () -> {
      List<Integer> pages = new ArrayList<>();
      OperationOptionsBuilder options = new OperationOptionsBuilder(ALL).setPageSize(2);
      for (String cookie = ""; cookie != null; ) {
        Results page = new Results();
        cookie = put.search(USER, null, page, options.setPagedResultsCookie(cookie).build())
            .getPagedResultsCookie();
        pages.add(page.names.size());
      }
      return pages;
    });
  }

  private void putUser(String id) {
    steps.step("writes a user with PUT", "Engineer", () -> {
      write(put, id, "ann", is("title", "Engineer"), is(ENTERPRISE + "department", "Sales"));
      return user(id, "title");
    });
    steps.step("writes an attribute of the extension with PUT", "Sales",
        () -> user(id, ENTERPRISE + "department"));
    steps.step("takes a value away with PUT, which does not send it", null, () -> {
      write(put, id, "ann", is(ENTERPRISE + "department", "Sales"));
      return user(id, "title");
    });
    steps.step("renames a user with PUT", "anna@example.com", () -> {
      write(put, id, "ann", is("userName", "anna@example.com"));
      return get(USER, id).getName().getNameValue();
    });
    steps.step("deactivates a user with PUT", false, () -> {
      write(put, id, "ann", AttributeBuilder.buildEnabled(false));
      return user(id, "active");
    });
    steps.step("reactivates a user with PUT", true, () -> {
      write(put, id, "ann");
      return user(id, "active");
    });
  }

  private void patchUser(String id) {
    steps.step("writes a user with PATCH", "Buyer", () -> {
      write(patch, id, "bob", is("title", "Buyer"), is(ENTERPRISE + "department", "Sales"));
      return user(id, "title");
    });
    steps.step("keeps with PATCH what it does not send", "Buyer", () -> {
      write(patch, id, "bob", is("displayName", "Bob E."));
      return user(id, "title");
    });
    steps.step("renames a user with PATCH", "robert@example.com", () -> {
      write(patch, id, "bob", is("userName", "robert@example.com"));
      return get(USER, id).getName().getNameValue();
    });
    steps.step("deactivates a user with PATCH", false, () -> {
      write(patch, id, "bob", AttributeBuilder.buildEnabled(false));
      return user(id, "active");
    });
    steps.step("reactivates a user with PATCH", true, () -> {
      write(patch, id, "bob");
      return user(id, "active");
    });
  }

  private void changeUser(String id) {
    steps.step("adds a value", "Robert", () -> {
      delta(USER, id, add("nickName", "Robert"));
      return user(id, "nickName");
    });
    steps.step("changes a value", "Boss", () -> {
      delta(USER, id, change("title", "Buyer", "Boss"));
      return user(id, "title");
    });
    steps.step("removes a value", null, () -> {
      delta(USER, id, remove("title", "Boss"));
      return user(id, "title");
    });
    steps.step("changes a part of the name", "Rob", () -> {
      delta(USER, id, change("name.givenName", "bob", "Rob"));
      return user(id, "name.givenName");
    });
    steps.step("changes an attribute of the extension", "Purchase", () -> {
      delta(USER, id, change(ENTERPRISE + "department", "Sales", "Purchase"));
      return user(id, ENTERPRISE + "department");
    });
    steps.step("changes an e-mail address", "rob@example.com", () -> {
      delta(USER, id, change("emails.work.value", "bob@example.com", "rob@example.com"));
      return user(id, "emails.work.value");
    });
    steps.step("replaces a phone number", "+1 5550 200", () -> {
      delta(USER, id, AttributeDeltaBuilder.build("phoneNumbers.work.value", "+1 5550 200"));
      return user(id, "phoneNumbers.work.value");
    });
    steps.step("changes a name and a password", "rob@example.com", () -> {
      delta(USER, id, AttributeDeltaBuilder.build(Name.NAME, "rob@example.com"),
          AttributeDeltaBuilder.buildPassword("correct horse".toCharArray()));
      return get(USER, id).getName().getNameValue();
    });
    steps.step("changes whether a user is active", false, () -> {
      delta(USER, id, change("active", true, false));
      return user(id, "active");
    });
    steps.step("changes it back", true, () -> {
      delta(USER, id, change("active", false, true));
      return user(id, "active");
    });
  }

  private void memberships(String userId, String groupId) {
    steps.step("joins a group when a user is created", 1, () -> members(groupId));
    steps.step("leaves it when a user is written without it", 0, () -> {
      write(patch, userId, "cora");
      return members(groupId);
    });
    steps.step("joins it when a user is written with it", 1, () -> {
      write(patch, userId, "cora", is("groups", groupId));
      return members(groupId);
    });
    steps.step("leaves it by a change of the groups alone", 0, () -> {
      delta(USER, userId, remove("groups", groupId));
      return members(groupId);
    });
    steps.step("joins it by a change of the groups alone", 1, () -> {
      delta(USER, userId, add("groups", groupId));
      return members(groupId);
    });
    steps.step("joins no group by PUT of a user, in whom groups are read-only", null, () -> {
      delta(USER, userId, remove("groups", groupId));
      write(put, userId, "cora", is("groups", groupId));
      return user(userId, "groups");
    });
    for (String provider : List.of("SALESFORCE", "WSO2", "AWS", "KEYCLOAK", "EGNYTE")) {
      ConnectorFacade connector = connect(SCIMv2Connector.class, options -> {
        patch(options);
        options.setScimProvider(provider);
      });
      steps.step("joins and leaves in the manner of " + provider, List.of(1, 0), () -> {
        write(connector, userId, "cora", is("groups", groupId));
        int joined = members(groupId);
        write(connector, userId, "cora");
        return List.of(joined, members(groupId));
      });
    }
  }

  private void groups(String annId, String bobId) {
    String id = put.create(GROUP, Set.of(is("displayName", "Team"), is("members", annId)), null).getUidValue();
    steps.step("creates a group with a member", 1, () -> members(id));
    steps.step("finds a group by name", List.of("Team"),
        () -> find(GROUP, FilterBuilder.equalTo(new Name("Team"))));
    steps.step("is refused a second group of the name", 409,
        () -> put.create(GROUP, Set.of(is("displayName", "Team")), null));
    steps.step("writes a group with PUT", 2, () -> {
      update(put, GROUP, id, is("displayName", "Sales Team"), is("members", annId, bobId));
      return members(id);
    });
    steps.step("renames a group with PATCH", "Sales", () -> {
      update(patch, GROUP, id, is("displayName", "Sales"), is("members", annId, bobId));
      return get(GROUP, id).getName().getNameValue();
    });
    steps.step("replaces the members with PATCH", 1, () -> {
      ConnectorFacade replacing = connect(SCIMv2Connector.class, options -> {
        patch(options);
        options.setReplaceMembersOnUpdate(true);
      });
      update(replacing, GROUP, id, is("displayName", "Sales"), is("members", bobId));
      return members(id);
    });
    steps.step("adds a member", 2, () -> {
      delta(GROUP, id, add("members", annId));
      return members(id);
    });
    steps.step("removes a member", 1, () -> {
      delta(GROUP, id, remove("members", annId));
      return members(id);
    });
    steps.step("replaces the members", 1, () -> {
      delta(GROUP, id, AttributeDeltaBuilder.build("members", List.of((Object) annId)));
      return members(id);
    });
    steps.step("renames a group", "Sales EU", () -> {
      delta(GROUP, id, AttributeDeltaBuilder.build(Name.NAME, "Sales EU"));
      return get(GROUP, id).getName().getNameValue();
    });
  }

  /** The connector for SCIM 1.1, which has no deltas, and no PATCH of groups. */
  private void scim11(String guestsId) {
    ConnectorFacade old = connect(SCIMv11Connector.class, options -> {});
    ConnectorFacade oldPatch = connect(SCIMv11Connector.class, options -> options.setUpdateUserMethod("PATCH"));
    ConnectorFacade oldGroups = connect(SCIMv11Connector.class, Bundle::patch);
    steps.step("tests the connection in SCIM 1.1", "passed", () -> {
      old.test();
      return "passed";
    });
    String id = old.create(USER, person("dora"), null).getUidValue();
    steps.step("creates a user in SCIM 1.1", "dora", () -> user(id, "name.givenName"));
    steps.step("is refused a second user of the name in SCIM 1.1", 409,
        () -> old.create(USER, person("dora"), null));
    steps.step("finds a user in SCIM 1.1", "dora@example.com",
        () -> old.getObject(USER, new Uid(id), ALL).getName().getNameValue());
    steps.step("writes a user with PUT in SCIM 1.1", "Clerk", () -> {
      write(old, id, "dora", is("title", "Clerk"));
      return user(id, "title");
    });
    steps.step("writes a user with PATCH in SCIM 1.1, and keeps what it does not send",
        List.of("Clerk", "Dora E."), () -> {
          write(oldPatch, id, "dora", is("displayName", "Dora E."));
          return List.of(user(id, "title"), user(id, "displayName"));
        });
    String groupId = old.create(GROUP, Set.of(is("displayName", "Old Team")), null).getUidValue();
    steps.step("writes the members of a group with PUT in SCIM 1.1", 1, () -> {
      update(old, GROUP, groupId, is("displayName", "Clerks"), is("members", id));
      return members(groupId);
    });
    steps.step("cannot write a group with PATCH in SCIM 1.1", "IllegalArgumentException",
        () -> failure(() -> oldGroups.update(GROUP, new Uid(groupId), Set.of(is("displayName", "X")), null)));
    steps.step("is refused a user's groups with PATCH in SCIM 1.1: it sends a group without a name", 400,
        () -> {
          write(oldGroups, id, "dora", is("groups", guestsId));
          return "taken";
        });
    steps.step("deactivates a user with PATCH in SCIM 1.1", false, () -> {
      write(oldPatch, id, "dora", AttributeBuilder.buildEnabled(false));
      return user(id, "active");
    });
  }

  private void end(String userId, String groupId) {
    steps.step("deletes a user", 404, () -> {
      put.delete(USER, new Uid(userId), null);
      return get(USER, userId);
    });
    steps.step("deletes a user that is gone", 404, () -> {
      put.delete(USER, new Uid(userId), null);
      return "deleted";
    });
    steps.step("deletes a group", 404, () -> {
      put.delete(GROUP, new Uid(groupId), null);
      return get(GROUP, groupId);
    });
  }

  private void run() {
    connection();
    Attribute phone = is("phoneNumbers.work.value", "+1 5550 100");
    String annId = put.create(USER, person("ann", phone), null).getUidValue();
    steps.step("reads what it created", List.of("ann", "ann@example.com", "+1 5550 100", true),
        () -> List.of(user(annId, "name.givenName"), user(annId, "emails.work.value"),
            user(annId, "phoneNumbers.work.value"), user(annId, "active")));
    steps.step("is refused a second user of the name", 409, () -> put.create(USER, person("ann"), null));
    String bobId = put.create(USER, person("bob", is("externalId", "bob-1"),
        is(ENTERPRISE + "manager.value", annId)), null).getUidValue();
    steps.step("reads the manager", annId, () -> user(bobId, ENTERPRISE + "manager.value"));
    ConnectorFacade joining = connect(SCIMv2Connector.class, options -> {
      patch(options);
      options.setExplicitGroupAddOnCreate(true);
    });
    String guestsId = put.create(GROUP, Set.of(is("displayName", "Guests")), null).getUidValue();
    String coraId = joining.create(USER, person("cora", is("groups", guestsId)), null).getUidValue();
    search(annId);
    memberships(coraId, guestsId);
    putUser(annId);
    patchUser(bobId);
    changeUser(bobId);
    groups(annId, bobId);
    scim11(guestsId);
    end(coraId, guestsId);
  }

  public static void main(String[] args) {
    System.setProperty("org.identityconnectors.common.logging.class", Silence.class.getName());
    new Driver().run();
    System.exit(0);
  }
}
