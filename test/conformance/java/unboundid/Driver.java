import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.unboundid.scim2.client.ScimService;
import com.unboundid.scim2.common.Path;
import com.unboundid.scim2.common.exceptions.ScimException;
import com.unboundid.scim2.common.filters.Filter;
import com.unboundid.scim2.common.messages.ListResponse;
import com.unboundid.scim2.common.messages.PatchOperation;
import com.unboundid.scim2.common.types.Email;
import com.unboundid.scim2.common.types.EnterpriseUserExtension;
import com.unboundid.scim2.common.types.GroupResource;
import com.unboundid.scim2.common.types.Member;
import com.unboundid.scim2.common.types.Name;
import com.unboundid.scim2.common.types.UserResource;
import com.unboundid.scim2.common.utils.JsonUtils;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.client.WebTarget;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.glassfish.jersey.apache.connector.ApacheConnectorProvider;
import org.glassfish.jersey.client.ClientConfig;

/** Uses a SCIM server (BASE, TOKEN) with the UnboundID SCIM 2 SDK and prints one JSON object per step. */
public class Driver {
  private static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

  private static Object refusal(Exception error) {
    return error instanceof ScimException refused ? refused.getScimError().getStatus() : error.toString();
  }

  private static JsonNode json(Object value) {
    return JsonUtils.valueToNode(value);
  }

  private static ScimService connect(String token) {
    ClientRequestFilter authorize =
        request -> request.getHeaders().putSingle("Authorization", "Bearer " + token);
    ClientConfig config = new ClientConfig().connectorProvider(new ApacheConnectorProvider());
    WebTarget target =
        ClientBuilder.newClient(config).register(authorize).target(System.getenv("BASE"));
    return new ScimService(target);
  }

  private static UserResource person(String name) {
    UserResource user = new UserResource();
    user.setUserName(name + "@example.com");
    user.setName(new Name().setGivenName(name).setFamilyName("Example"));
    user.setEmails(List.of(new Email().setValue(name + "@example.com").setType("work").setPrimary(true)));
    user.setActive(true);
    return user;
  }

  private final Steps steps = new Steps(Driver::refusal);
  private final ScimService server = connect(System.getenv("TOKEN"));

  /** BASE instead of meta.location, which names the public URL and not the address under test. */
  private static URI at(String path) {
    return URI.create(System.getenv("BASE") + "/" + path);
  }

  private UserResource user(String id) throws ScimException {
    return server.retrieve("Users", id, UserResource.class);
  }

  private GroupResource group(String id) throws ScimException {
    return server.retrieve("Groups", id, GroupResource.class);
  }

  private UserResource patchUser(String id, PatchOperation operation) throws ScimException {
    server.modifyRequest("Users", id).addOperation(operation).invoke(UserResource.class);
    return user(id);
  }

  private int patchGroup(String id, PatchOperation operation) throws ScimException {
    server.modifyRequest("Groups", id).addOperation(operation).invoke(GroupResource.class);
    List<Member> members = group(id).getMembers();
    return members == null ? 0 : members.size();
  }

  private ListResponse<UserResource> find(String filter) throws ScimException {
    return server.searchRequest("Users").filter(filter).invoke(UserResource.class);
  }

  private void discovery() throws Exception {
    steps.step("reads that PATCH is supported", true,
        () -> server.getServiceProviderConfig().getPatch().isSupported());
    steps.step("lists resource types", 2, () -> server.getResourceTypes().getTotalResults());
    steps.step("reads a resource type", "/Users", () -> server.getResourceType("User").getEndpoint());
    steps.step("lists schemas", true, () -> server.getSchemas().getTotalResults() >= 3);
    steps.step("reads the schema of the extension", ENTERPRISE, () -> server.getSchema(ENTERPRISE).getId());
    steps.step("is refused with a wrong token", 401, () -> connect("wrong").getServiceProviderConfig());
  }

  private void changeUser(String id) throws Exception {
    steps.step("reads a user", "ann@example.com", () -> user(id).getUserName());
    steps.step("finds a user by name", 1, () -> find("userName eq \"ANN@example.com\"").getTotalResults());
    steps.step("finds a user by e-mail", 1, () -> find("emails.value eq \"ann@example.com\"").getTotalResults());
    steps.step("finds nobody", 0, () -> find("userName eq \"nobody@example.com\"").getTotalResults());
    steps.step("reads only chosen attributes", null,
        () -> server.retrieveRequest("Users", id).attributes("userName").invoke(UserResource.class).getName());
    steps.step("replaces a value", "Ann E.",
        () -> patchUser(id, PatchOperation.replace("displayName", json("Ann E."))).getDisplayName());
    steps.step("adds a value", "Engineer",
        () -> patchUser(id, PatchOperation.add("title", json("Engineer"))).getTitle());
    steps.step("removes a value", null, () -> patchUser(id, PatchOperation.remove("title")).getTitle());
    steps.step("replaces a value of a complex attribute", "Anna",
        () -> patchUser(id, PatchOperation.replace("name.givenName", json("Anna"))).getName().getGivenName());
    steps.step("replaces a value of the extension", "Sales",
        () -> patchUser(id, PatchOperation.replace(ENTERPRISE + ":department", json("Sales")))
            .getExtension(EnterpriseUserExtension.class).getDepartment());
    steps.step("replaces a resource that it has read", "Manager", () -> {
      UserResource read = user(id);
      read.setTitle("Manager");
      return server.replaceRequest(at("Users/" + id), read).invoke().getTitle();
    });
    steps.step("keeps the extension when it replaces a resource", "Sales",
        () -> user(id).getExtension(EnterpriseUserExtension.class).getDepartment());
  }

  /** The SDK writes the path of a whole extension with a colon at its end, and so do its filters. */
  private void changeExtension(String id) throws Exception {
    Path extension = Path.root(EnterpriseUserExtension.class);
    Path department = extension.attribute("department");
    steps.step("replaces a value of the extension by the SDK's own path", "Purchase",
        () -> patchUser(id, PatchOperation.replace(department, TextNode.valueOf("Purchase")))
            .getExtension(EnterpriseUserExtension.class).getDepartment());
    Filter inPurchase = Filter.eq(department, TextNode.valueOf("purchase"));
    steps.step("finds a user by the extension", 1, () -> find(inPurchase.toString()).getTotalResults());
    steps.step("finds the users that have the extension", 1,
        () -> find(Filter.pr(extension).toString()).getTotalResults());
    steps.step("reads the extension alone", "Purchase", () -> {
      UserResource read =
          server.retrieveRequest("Users", id).attributes(extension.toString()).invoke(UserResource.class);
      return read.getName() == null ? read.getExtension(EnterpriseUserExtension.class).getDepartment() : "all";
    });
    steps.step("adds to the whole extension", "7 Purchase", () -> {
      ObjectNode more = JsonUtils.getJsonNodeFactory().objectNode().put("employeeNumber", "7");
      EnterpriseUserExtension read =
          patchUser(id, PatchOperation.add(extension, more)).getExtension(EnterpriseUserExtension.class);
      return read.getEmployeeNumber() + " " + read.getDepartment();
    });
    steps.step("removes the whole extension", null,
        () -> patchUser(id, PatchOperation.remove(extension)).getExtension(EnterpriseUserExtension.class));
    steps.step("replaces the whole extension", "Sales", () -> {
      ObjectNode sales = JsonUtils.getJsonNodeFactory().objectNode().put("department", "Sales");
      return patchUser(id, PatchOperation.replace(extension, sales))
          .getExtension(EnterpriseUserExtension.class).getDepartment();
    });
  }

  private void groups(String annId, String bobId) throws Exception {
    GroupResource team = new GroupResource();
    team.setDisplayName("Sales Team");
    team.setMembers(List.of(new Member().setValue(annId)));
    String id = server.create("Groups", team).getId();
    steps.step("reads a group with its member", annId, () -> group(id).getMembers().get(0).getValue());
    steps.step("finds a group by name", 1,
        () -> server.searchRequest("Groups").filter("displayName eq \"Sales Team\"")
            .invoke(GroupResource.class).getTotalResults());
    steps.step("is refused a second group of the name", 409, () -> server.create("Groups", team));
    steps.step("adds a member", 2,
        () -> patchGroup(id, PatchOperation.add("members", json(List.of(Map.of("value", bobId))))));
    steps.step("adds a member that is there", 2,
        () -> patchGroup(id, PatchOperation.add("members", json(List.of(Map.of("value", bobId))))));
    steps.step("sees the group in the user", "Sales Team",
        () -> server.retrieveRequest("Users", bobId).attributes("groups").invoke(UserResource.class)
            .getGroups().get(0).getDisplay());
    steps.step("removes a member", 1,
        () -> patchGroup(id, PatchOperation.remove("members[value eq \"" + annId + "\"]")));
    steps.step("replaces a group", "Sales", () -> {
      GroupResource read = group(id);
      read.setDisplayName("Sales");
      return server.replaceRequest(at("Groups/" + id), read).invoke().getDisplayName();
    });
    String otherId = server.create("Groups", new GroupResource().setDisplayName("Short-lived")).getId();
    steps.step("deletes a group", 404, () -> {
      server.delete("Groups", otherId);
      return group(otherId);
    });
  }

  private void pages() throws Exception {
    steps.step("reads a page", 1,
        () -> server.searchRequest("Users").page(2, 1).invoke(UserResource.class).getResources().size());
    steps.step("reads the total with a page", 3,
        () -> server.searchRequest("Users").page(2, 1).invoke(UserResource.class).getTotalResults());
    steps.step("searches with POST", 1,
        () -> server.searchRequest("Users").filter("userName eq \"bob@example.com\"")
            .invokePost(UserResource.class).getTotalResults());
    steps.step("is refused a malformed filter", 400, () -> find("userName eq"));
  }

  private void leave(String bobId, String carlId) throws Exception {
    steps.step("deactivates a user", false,
        () -> patchUser(bobId, PatchOperation.replace("active", json(false))).getActive());
    steps.step("finds a user that is deactivated", 1,
        () -> find("userName eq \"bob@example.com\"").getTotalResults());
    steps.step("reactivates and renames a user", "robert@example.com true", () -> {
      patchUser(bobId, PatchOperation.replace("active", json(true)));
      UserResource renamed = patchUser(bobId, PatchOperation.replace("userName", json("robert@example.com")));
      return renamed.getUserName() + " " + renamed.getActive();
    });
    steps.step("deactivates the user again", false,
        () -> patchUser(bobId, PatchOperation.replace("active", json(false))).getActive());
    steps.step("deletes a user", 404, () -> {
      server.delete("Users", carlId);
      return user(carlId);
    });
    steps.step("is told of a user that is gone", 404, () -> {
      server.delete("Users", carlId);
      return "deleted again";
    });
  }

  public static void main(String[] args) throws Exception {
    Driver driver = new Driver();
    driver.discovery();
    String annId = driver.server.create("Users", person("ann")).getId();
    String bobId = driver.server.create("Users", person("bob")).getId();
    String carlId = driver.server.create("Users", person("carl")).getId();
    driver.steps.step("is refused a second user of the name", 409,
        () -> driver.server.create("Users", person("ann")));
    driver.steps.step("is refused a user without a name", 400,
        () -> driver.server.create("Users", new UserResource()));
    driver.changeUser(annId);
    driver.changeExtension(annId);
    driver.groups(annId, bobId);
    driver.pages();
    driver.leave(bobId, carlId);
    System.exit(0);
  }
}
