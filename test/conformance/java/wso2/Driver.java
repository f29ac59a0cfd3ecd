import io.scim2.swagger.client.ScimApiClient;
import io.scim2.swagger.client.ScimApiException;
import io.scim2.swagger.client.api.Scimv2GroupsApi;
import io.scim2.swagger.client.api.Scimv2ResourceTypeApi;
import io.scim2.swagger.client.api.Scimv2ServiceProviderConfigApi;
import io.scim2.swagger.client.api.Scimv2UsersApi;
import java.util.List;
import java.util.Map;
import org.json.JSONObject;
import org.wso2.charon3.core.attributes.ComplexAttribute;
import org.wso2.charon3.core.attributes.SimpleAttribute;
import org.wso2.charon3.core.exceptions.NotFoundException;
import org.wso2.charon3.core.objects.Group;
import org.wso2.charon3.core.objects.SCIMObject;
import org.wso2.charon3.core.objects.User;
import org.wso2.charon3.core.objects.plainobjects.MultiValuedComplexType;
import org.wso2.charon3.core.objects.plainobjects.ScimName;
import org.wso2.scim2.client.ProvisioningClient;
import org.wso2.scim2.client.SCIMProvider;
import org.wso2.scim2.exception.IdentitySCIMException;
import org.wso2.scim2.operation.UserOperations;
import org.wso2.scim2.util.SCIM2CommonConstants;
import org.wso2.scim2.util.SCIMClient;

/** Uses a SCIM server (BASE, TOKEN) with the client of WSO2 Identity Server, and prints its steps. */
public class Driver {
  private static final String BASE = System.getenv("BASE");
  private static final String TOKEN = System.getenv("TOKEN");
  private static final String USERS = BASE + "/Users";
  private static final String GROUPS = BASE + "/Groups";
  private static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

  /** A call of the provisioning client, which returns nothing. */
  interface Provisioning {
    void run(ProvisioningClient client) throws IdentitySCIMException;
  }

  /** Fills in a user. */
  interface Filling {
    void fill(User user) throws Exception;
  }

  private final Steps steps = new Steps(Driver::refusal);

  /** The status of an answer, or 404 for a search without results, which the client takes for an error. */
  private static Object refusal(Exception error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof ScimApiException answer && answer.getCode() != 0) return answer.getCode();
      if (cause instanceof NotFoundException) return 404;
    }
    return error.toString();
  }

  private static SCIMProvider provider(String token) {
    SCIMProvider provider = new SCIMProvider();
    provider.setProperty("userEndpoint", USERS);
    provider.setProperty("groupEndpoint", GROUPS);
    provider.setProperty("userName", "wso2");
    provider.setProperty("password", token);
    return provider;
  }

  private static ScimApiClient at(String url) throws ScimApiException {
    ScimApiClient client = new ScimApiClient();
    client.setUsername("wso2");
    client.setPassword(TOKEN);
    client.setURL(url);
    return client;
  }

  private static void provision(SCIMObject object, Map<String, Object> more, Provisioning call) throws Exception {
    call.run(new ProvisioningClient(provider(TOKEN), object, more));
  }

  private static void provision(SCIMObject object, Provisioning call) throws Exception {
    provision(object, null, call);
  }

  private static User person(String name, Filling filling) throws Exception {
    User user = new User();
    user.setSchemas();
    user.setUserName(name);
    user.replaceName(new ScimName(null, "Example", name, null, null, null));
    user.replaceEmails(
        List.of(new MultiValuedComplexType("work", true, null, name + "@example.com", null)));
    user.replaceActive(true);
    filling.fill(user);
    return user;
  }

  private static User person(String name) throws Exception {
    return person(name, user -> {});
  }

  private static void setDepartment(User user, String department) throws Exception {
    ComplexAttribute extension = new ComplexAttribute(ENTERPRISE);
    extension.setSubAttribute(new SimpleAttribute("department", department));
    user.setSchema(ENTERPRISE);
    user.setAttribute(extension);
  }

  /** As the connector of the Identity Server makes it: without schemas; the client finds members by their names. */
  private static Group team(String name, String... members) throws Exception {
    Group group = new Group();
    group.setDisplayName(name);
    for (String member : members) group.setMember(null, member);
    return group;
  }

  private static UserOperations operations() throws ScimApiException {
    return new UserOperations(provider(TOKEN), null, null);
  }

  private static List<SCIMObject> find(int kind, String filter, int start, int count) throws Exception {
    return operations().listWithGet(null, null, filter, start, count, null, null, kind);
  }

  private static User user(String name) throws Exception {
    return (User) find(SCIM2CommonConstants.USER, "userName Eq " + name, 1, 1).get(0);
  }

  private static Group group(String name) throws Exception {
    return (Group) find(SCIM2CommonConstants.GROUP, "displayName Eq " + name, 1, 1).get(0);
  }

  /** A user as the server sends it: the client itself drops extensions. */
  private static JSONObject read(String id) throws Exception {
    return new JSONObject(new Scimv2UsersApi(at(USERS + "/" + id)).getUserById(null, null));
  }

  private static int members(String name) throws Exception {
    String answer = new Scimv2GroupsApi(at(GROUPS + "/" + group(name).getId())).getGroupById(null, null);
    JSONObject group = new JSONObject(answer);
    return group.has("members") ? group.getJSONArray("members").length() : 0;
  }

  private static int users(String filter) throws Exception {
    return find(SCIM2CommonConstants.USER, filter, 1, 10).size();
  }

  private void discovery() {
    steps.step("reads the configuration", true, () -> {
      ScimApiClient configuration = at(BASE + "/ServiceProviderConfig");
      String answer = new Scimv2ServiceProviderConfigApi(configuration).getServiceProviderConfig();
      return new JSONObject(answer).getJSONObject("filter").getBoolean("supported");
    });
    steps.step("reads the resource types", 2,
        () -> new JSONObject(new Scimv2ResourceTypeApi(at(BASE + "/ResourceTypes")).getResourceType())
            .getInt("totalResults"));
    steps.step("is refused with a wrong token", 401, () -> {
      new ProvisioningClient(provider("wrong"), person("nobody"), null).provisionCreateUser();
      return "created";
    });
  }

  private void createUsers() throws Exception {
    provision(person("ann", user -> user.replaceTitle("Engineer")), ProvisioningClient::provisionCreateUser);
    provision(person("bob", user -> user.setExternalId("bob-1")), ProvisioningClient::provisionCreateUser);
    provision(person("carl-van-dyke"), ProvisioningClient::provisionCreateUser);
    steps.step("reads a name", "ann", () -> user("ann").getName().getGivenName());
    steps.step("reads an e-mail address", "ann@example.com", () -> user("ann").getEmails().get(0).getValue());
    steps.step("reads that a user is active", true, () -> user("ann").getActive());
    steps.step("reads when a user was created", true, () -> user("ann").getCreatedInstant() != null);
    steps.step("is refused a second user of the name", 409, () -> {
      provision(person("ann"), ProvisioningClient::provisionCreateUser);
      return "created";
    });
    steps.step("creates a user with a password and an extension", "Sales", () -> {
      provision(person("dora", user -> {
        user.setPassword("correct horse");
        setDepartment(user, "Sales");
      }), ProvisioningClient::provisionCreateUser);
      return read(user("dora").getId()).getJSONObject(ENTERPRISE).getString("department");
    });
  }

  private void search() {
    steps.step("finds a user by name in another case", 1, () -> users("userName Eq ANN"));
    steps.step("takes it for an error that nobody is found", 404, () -> users("userName Eq nobody"));
    steps.step("finds users by the beginning of the name", 1, () -> users("userName sw bo"));
    steps.step("finds users by a part of the name", 1, () -> users("userName co van"));
    steps.step("finds a user by e-mail address", 1, () -> users("emails.value eq bob@example.com"));
    steps.step("finds a user by external id", 1, () -> users("externalId eq bob-1"));
    steps.step("finds a user by two conditions with quotes", 1,
        () -> users("userName eq \"ann\" and title eq \"Engineer\""));
    steps.step("finds users by one of two conditions", 2, () -> users("userName eq ann or userName eq bob"));
    steps.step("finds users that have an attribute", 1, () -> users("title pr"));
    steps.step("finds users by the extension", 1, () -> users(ENTERPRISE + ":department eq Sales"));
    steps.step("is refused a malformed filter", 400, () -> users("userName Eq"));
    steps.step("reads pages", List.of(3, 1),
        () -> List.of(find(SCIM2CommonConstants.USER, null, 1, 3).size(),
            find(SCIM2CommonConstants.USER, null, 4, 3).size()));
    steps.step("reads users in their order", "dora",
        () -> ((User) operations()
            .listWithGet(null, null, null, 1, 1, "userName", "descending", SCIM2CommonConstants.USER).get(0))
            .getUserName());
    steps.step("reads only chosen attributes", null,
        () -> ((User) operations()
            .listWithGet(List.of("userName", "emails"), null, "userName Eq ann", 1, 1, null, null,
                SCIM2CommonConstants.USER).get(0)).getTitle());
    steps.step("searches with POST", 1, () -> {
      JSONObject search = new JSONObject()
          .put("schemas", List.of("urn:ietf:params:scim:api:messages:2.0:SearchRequest"))
          .put("filter", "userName Eq ann");
      String answer = new Scimv2UsersApi(at(USERS + "/.search")).getUsersByPost(search.toString());
      return new JSONObject(answer).getInt("totalResults");
    });
  }

  private void changeUsers() {
    steps.step("changes a value", "Manager", () -> {
      provision(person("ann", user -> user.replaceTitle("Manager")), ProvisioningClient::provisionUpdateUser);
      return user("ann").getTitle();
    });
    steps.step("takes a value away, which it does not send", null, () -> {
      provision(person("ann"), ProvisioningClient::provisionUpdateUser);
      return user("ann").getTitle();
    });
    steps.step("changes a value of the extension", "Purchase", () -> {
      provision(person("dora", user -> setDepartment(user, "Purchase")), ProvisioningClient::provisionUpdateUser);
      return read(user("dora").getId()).getJSONObject(ENTERPRISE).getString("department");
    });
    steps.step("deactivates a user", false, () -> {
      provision(person("bob", user -> user.replaceActive(false)), ProvisioningClient::provisionUpdateUser);
      return user("bob").getActive();
    });
    steps.step("reactivates a user", true, () -> {
      provision(person("bob"), ProvisioningClient::provisionUpdateUser);
      return user("bob").getActive();
    });
    steps.step("cannot rename a user: it looks for the new name", 404, () -> {
      provision(person("robert"), ProvisioningClient::provisionUpdateUser);
      return "renamed";
    });
  }

  private void groups() throws Exception {
    provision(team("Sales Team", "ann", "nobody"), ProvisioningClient::provisionCreateGroup);
    steps.step("creates a group with the members that it finds", 1, () -> members("Sales Team"));
    for (String name : List.of("Sales and friends", "Sales (EU)")) {
      steps.step("finds the group " + name, name, () -> {
        provision(team(name), ProvisioningClient::provisionCreateGroup);
        return group(name).getDisplayName();
      });
    }
    steps.step("is refused a second group of the name", 409, () -> {
      provision(team("Sales Team"), ProvisioningClient::provisionCreateGroup);
      return "created";
    });
    steps.step("adds a member", 2, () -> {
      provision(team("Sales Team", "ann", "bob"), ProvisioningClient::provisionUpdateGroup);
      return members("Sales Team");
    });
    steps.step("renames a group, and keeps its members", 2, () -> {
      provision(team("Sales", "ann", "bob"),
          Map.of("ISRoleNameChangedOnUpdate", true, "OldGroupName", "Sales Team"),
          ProvisioningClient::provisionUpdateGroup);
      return members("Sales");
    });
    steps.step("removes a member", 1, () -> {
      provision(team("Sales", "bob"), ProvisioningClient::provisionUpdateGroup);
      return members("Sales");
    });
    steps.step("is refused the name of a group with quotes, which it does not escape", 400,
        () -> group("The \"A\" Team"));
    steps.step("cannot remove the last member, since it then sends no members", 1, () -> {
      provision(team("Sales (EU)", "ann"), ProvisioningClient::provisionUpdateGroup);
      provision(team("Sales (EU)"), ProvisioningClient::provisionUpdateGroup);
      return members("Sales (EU)");
    });
    steps.step("deletes a group", 404, () -> {
      provision(team("Sales and friends"), ProvisioningClient::provisionDeleteGroup);
      return group("Sales and friends");
    });
  }

  private void end() {
    steps.step("deletes a user", 404, () -> {
      provision(person("carl-van-dyke"), ProvisioningClient::provisionDeleteUser);
      return user("carl-van-dyke");
    });
    steps.step("is told of a user that is gone", 404, () -> {
      provision(person("carl-van-dyke"), ProvisioningClient::provisionDeleteUser);
      return "deleted";
    });
    steps.step("is told of a group that is gone", 404, () -> {
      provision(team("Sales and friends"), ProvisioningClient::provisionUpdateGroup);
      return "changed";
    });
  }

  public static void main(String[] args) throws Exception {
    Driver driver = new Driver();
    driver.discovery();
    driver.createUsers();
    driver.search();
    driver.changeUsers();
    driver.groups();
    driver.end();
    System.exit(0);
  }
}
