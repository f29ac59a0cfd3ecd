import { hclQuoted } from './quote.ts';
import { DEFAULT_ROLE, NON_GALLERY_TEMPLATE, type ScriptValues } from './values.ts';

const head = ({
  scimUrl,
  appName,
  groups,
}: ScriptValues): string => `# Sets up provisioning from Microsoft Entra ID into a Keycloak realm, with the provider azuread. Read the plan before you apply it.
#
# Rights: Application.ReadWrite.All and Synchronization.ReadWrite.All, or the role Application Administrator.
# Token:  TF_VAR_scim_token in the environment, a token of the realm. Terraform KEEPS IT IN ITS STATE: use a state that is
#         encrypted and that few people can read, and a token of its own that you can rotate.
# Test:   azuread does not test the connection: run "realm-config test" before you apply, and provision one person on demand in the
#         portal before you set "enabled".
# Re-run: Terraform knows the application by its state, not by its name. Import one that exists:
#         terraform import azuread_application_from_template.scim \\
#           /applicationTemplates/${NON_GALLERY_TEMPLATE}/instantiate/<application object id>/<service principal object id>
terraform {
  required_version = ">= 1.3"
  required_providers {
    azuread = {
      source  = "hashicorp/azuread"
      version = "~> 3.0"
    }
  }
}

variable "scim_token" {
  description = "A token of the realm."
  type        = string
  sensitive   = true
  nullable    = false

  validation {
    condition     = length(var.scim_token) > 0
    error_message = "Set TF_VAR_scim_token to a token of the realm."
  }
}

variable "base_address" {
  description = "The SCIM URL of the realm."
  type        = string
  default     = ${hclQuoted(scimUrl)}
}

variable "app_name" {
  description = "The name of the enterprise application."
  type        = string
  default     = ${hclQuoted(appName)}
}

variable "group_object_ids" {
  description = "The groups to assign; only assigned people and groups are provisioned."
  type        = set(string)
  default     = [${groups.map(hclQuoted).join(', ')}]
}

variable "template_id" {
  description = "The template of the job; tenants without \\"scim\\" have \\"customappsso\\", the older behaviour."
  type        = string
  default     = "scim"
}

variable "enabled" {
  description = "Whether the job runs."
  type        = bool
  default     = false
}
`;

const BODY = String.raw`
# The template of non-gallery applications, the same in all tenants.
resource "azuread_application_from_template" "scim" {
  display_name = var.app_name
  template_id  = "${NON_GALLERY_TEMPLATE}"
}

data "azuread_service_principal" "scim" {
  object_id = azuread_application_from_template.scim.service_principal_object_id
}

resource "azuread_synchronization_secret" "scim" {
  service_principal_id = data.azuread_service_principal.scim.id

  credential {
    key   = "BaseAddress"
    value = var.base_address
  }
  credential {
    key   = "SecretToken"
    value = var.scim_token
  }
  credential {
    key   = "SyncAll"
    value = "false"
  }
}

# The attribute mappings stay as Entra ID has them by default: the bridge understands them.
resource "azuread_synchronization_job" "scim" {
  service_principal_id = data.azuread_service_principal.scim.id
  template_id          = var.template_id
  enabled              = var.enabled

  # A job that starts without them goes into quarantine.
  depends_on = [azuread_synchronization_secret.scim, azuread_app_role_assignment.scim]
}

locals {
  user_roles = [
    for role in data.azuread_service_principal.scim.app_roles : role.id
    if role.enabled && contains(role.allowed_member_types, "User") && role.display_name == "User"
  ]
}

resource "azuread_app_role_assignment" "scim" {
  for_each = var.group_object_ids

  app_role_id         = try(local.user_roles[0], "${DEFAULT_ROLE}")
  principal_object_id = each.value
  resource_object_id  = data.azuread_service_principal.scim.object_id
}

output "service_principal_object_id" {
  value = data.azuread_service_principal.scim.object_id
}

output "job_id" {
  value = azuread_synchronization_job.scim.id
}
`;

/** The configuration for Terraform and OpenTofu. */
export const terraformScript = (values: ScriptValues): string => `${head(values)}${BODY}`;
