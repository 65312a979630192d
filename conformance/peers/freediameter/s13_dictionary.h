/* The S13/S13' dictionary (3GPP TS 29.272) for freeDiameter 1.2.
 *
 * Every object is looked up first and created only if it is missing, so that this loads alone or beside Debian's
 * dict_dcca_3gpp.fdx, which knows Terminal-Information, IMEI, Software-Version and Equipment-Status, but neither the
 * application, nor ECR/ECA, nor 3GPP2-MEID, nor a rule for any of them.
 */
#ifndef S13_DICTIONARY_H
#define S13_DICTIONARY_H
#include <freeDiameter/extension.h>
#include <string.h>

#define S13_VENDOR      10415		/* 3GPP */
#define S13_APPLICATION 16777252	/* TS 29.272 7.1.8 */
#define S13_COMMAND     324		/* ME-Identity-Check, TS 29.272 7.2.19 */

#define NO_STATE_MAINTAINED 1		/* Auth-Session-State, RFC 6733 8.11; required by TS 29.272 7.1.4 */
#define DIAMETER_SUCCESS    2001
#define EQUIPMENT_UNKNOWN   5422	/* DIAMETER_ERROR_EQUIPMENT_UNKNOWN, TS 29.272 7.4.3.5 */

struct s13_dictionary {
	struct dict_object *vendor, *application, *request, *answer;
	struct dict_object *session_id, *vendor_specific_application_id, *vendor_id, *auth_application_id, *auth_session_state;
	struct dict_object *origin_host, *origin_realm, *destination_host, *destination_realm, *user_name;
	struct dict_object *result_code, *experimental_result, *experimental_result_code, *failed_avp;
	struct dict_object *proxy_info, *route_record;
	struct dict_object *terminal_information, *imei, *software_version, *meid, *equipment_status;
};
static struct s13_dictionary s13;

#define S13_FIND(name, where) \
	CHECK_FCT( fd_dict_search(fd_g_config->cnf_dict, DICT_AVP, AVP_BY_NAME, (name), &(where), ENOENT) )

/* Finds the 3GPP AVP with this code, or creates it with the flags V and M. */
static int s13_avp(uint32_t code, char *name, enum dict_avp_basetype base, struct dict_object *type, struct dict_object **out)
{
	struct dict_avp_request wanted = { .avp_vendor = S13_VENDOR, .avp_code = code, .avp_name = NULL };
	struct dict_avp_data data = { code, S13_VENDOR, name,
		AVP_FLAG_VENDOR | AVP_FLAG_MANDATORY, AVP_FLAG_VENDOR | AVP_FLAG_MANDATORY, base };

	*out = NULL;
	CHECK_FCT( fd_dict_search(fd_g_config->cnf_dict, DICT_AVP, AVP_BY_CODE_AND_VENDOR, &wanted, out, 0) );
	return *out ? 0 : fd_dict_new(fd_g_config->cnf_dict, DICT_AVP, &data, type, out);
}

static int s13_rule(struct dict_object *parent, struct dict_object *avp, enum rule_position position, int min, int max)
{
	struct dict_rule_data data = { avp, position, position == RULE_FIXED_HEAD ? 1 : 0, min, max };
	int result = fd_dict_new(fd_g_config->cnf_dict, DICT_RULE, &data, parent, NULL);
	return result == EEXIST ? 0 : result;
}

static int s13_equipment_status(void)
{
	struct dictionary *dictionary = fd_g_config->cnf_dict;
	struct dict_avp_request wanted = { .avp_vendor = S13_VENDOR, .avp_code = 1445, .avp_name = NULL };
	struct dict_type_data type = { .type_base = AVP_TYPE_INTEGER32, .type_name = "3GPP/Enumerated(Equipment-Status)" };
	struct dict_enumval_data values[] = { { "WHITELISTED", { .i32 = 0 } }, { "BLACKLISTED", { .i32 = 1 } }, { "GREYLISTED", { .i32 = 2 } } };
	struct dict_object *enumerated = NULL;

	CHECK_FCT( fd_dict_search(dictionary, DICT_AVP, AVP_BY_CODE_AND_VENDOR, &wanted, &s13.equipment_status, 0) );
	if (s13.equipment_status)
		return 0;
	CHECK_FCT( fd_dict_new(dictionary, DICT_TYPE, &type, NULL, &enumerated) );
	for (unsigned i = 0; i < sizeof values / sizeof *values; i++)
		CHECK_FCT( fd_dict_new(dictionary, DICT_ENUMVAL, &values[i], enumerated, NULL) );
	return s13_avp(1445, "Equipment-Status", AVP_TYPE_INTEGER32, enumerated, &s13.equipment_status);
}

static int s13_commands(void)
{
	struct dict_cmd_data request = { S13_COMMAND, "ME-Identity-Check-Request",
		CMD_FLAG_REQUEST | CMD_FLAG_PROXIABLE | CMD_FLAG_ERROR, CMD_FLAG_REQUEST | CMD_FLAG_PROXIABLE };
	struct dict_cmd_data answer = { S13_COMMAND, "ME-Identity-Check-Answer",
		CMD_FLAG_REQUEST | CMD_FLAG_PROXIABLE, CMD_FLAG_PROXIABLE };

	CHECK_FCT( fd_dict_new(fd_g_config->cnf_dict, DICT_COMMAND, &request, s13.application, &s13.request) );
	CHECK_FCT( fd_dict_new(fd_g_config->cnf_dict, DICT_COMMAND, &answer, s13.application, &s13.answer) );
	{
		struct dict_object *required[] = { s13.auth_session_state, s13.origin_host, s13.origin_realm, s13.destination_realm, s13.terminal_information };
		struct dict_object *optional[] = { s13.vendor_specific_application_id, s13.destination_host, s13.user_name };

		CHECK_FCT( s13_rule(s13.request, s13.session_id, RULE_FIXED_HEAD, 1, 1) );
		for (unsigned i = 0; i < sizeof required / sizeof *required; i++)
			CHECK_FCT( s13_rule(s13.request, required[i], RULE_REQUIRED, -1, 1) );
		for (unsigned i = 0; i < sizeof optional / sizeof *optional; i++)
			CHECK_FCT( s13_rule(s13.request, optional[i], RULE_OPTIONAL, -1, 1) );
		CHECK_FCT( s13_rule(s13.request, s13.proxy_info, RULE_OPTIONAL, -1, -1) );
		CHECK_FCT( s13_rule(s13.request, s13.route_record, RULE_OPTIONAL, -1, -1) );
	}
	{
		struct dict_object *required[] = { s13.auth_session_state, s13.origin_host, s13.origin_realm };
		struct dict_object *optional[] = { s13.vendor_specific_application_id, s13.result_code, s13.experimental_result, s13.equipment_status };

		CHECK_FCT( s13_rule(s13.answer, s13.session_id, RULE_FIXED_HEAD, 1, 1) );
		for (unsigned i = 0; i < sizeof required / sizeof *required; i++)
			CHECK_FCT( s13_rule(s13.answer, required[i], RULE_REQUIRED, -1, 1) );
		for (unsigned i = 0; i < sizeof optional / sizeof *optional; i++)
			CHECK_FCT( s13_rule(s13.answer, optional[i], RULE_OPTIONAL, -1, 1) );
		CHECK_FCT( s13_rule(s13.answer, s13.failed_avp, RULE_OPTIONAL, -1, -1) );
		CHECK_FCT( s13_rule(s13.answer, s13.proxy_info, RULE_OPTIONAL, -1, -1) );
		CHECK_FCT( s13_rule(s13.answer, s13.route_record, RULE_OPTIONAL, -1, -1) );
	}
	return 0;
}

static int s13_load_dictionary(void)
{
	struct dictionary *dictionary = fd_g_config->cnf_dict;
	uint32_t vendor = S13_VENDOR, application = S13_APPLICATION;
	struct dict_object *utf8 = NULL;

	CHECK_FCT( fd_dict_search(dictionary, DICT_VENDOR, VENDOR_BY_ID, &vendor, &s13.vendor, 0) );
	if (!s13.vendor) {
		struct dict_vendor_data data = { S13_VENDOR, "3GPP" };
		CHECK_FCT( fd_dict_new(dictionary, DICT_VENDOR, &data, NULL, &s13.vendor) );
	}
	CHECK_FCT( fd_dict_search(dictionary, DICT_APPLICATION, APPLICATION_BY_ID, &application, &s13.application, 0) );
	if (!s13.application) {
		struct dict_application_data data = { S13_APPLICATION, "3GPP S13/S13'" };
		CHECK_FCT( fd_dict_new(dictionary, DICT_APPLICATION, &data, s13.vendor, &s13.application) );
	}

	S13_FIND("Session-Id", s13.session_id);
	S13_FIND("Vendor-Specific-Application-Id", s13.vendor_specific_application_id);
	S13_FIND("Vendor-Id", s13.vendor_id);
	S13_FIND("Auth-Application-Id", s13.auth_application_id);
	S13_FIND("Auth-Session-State", s13.auth_session_state);
	S13_FIND("Origin-Host", s13.origin_host);
	S13_FIND("Origin-Realm", s13.origin_realm);
	S13_FIND("Destination-Host", s13.destination_host);
	S13_FIND("Destination-Realm", s13.destination_realm);
	S13_FIND("User-Name", s13.user_name);
	S13_FIND("Result-Code", s13.result_code);
	S13_FIND("Experimental-Result", s13.experimental_result);
	S13_FIND("Experimental-Result-Code", s13.experimental_result_code);
	S13_FIND("Failed-AVP", s13.failed_avp);
	S13_FIND("Proxy-Info", s13.proxy_info);
	S13_FIND("Route-Record", s13.route_record);

	/* TS 29.272 7.3.3 to 7.3.6, 7.3.51 */
	CHECK_FCT( fd_dict_search(dictionary, DICT_TYPE, TYPE_BY_NAME, "UTF8String", &utf8, ENOENT) );
	CHECK_FCT( s13_avp(1401, "Terminal-Information", AVP_TYPE_GROUPED, NULL, &s13.terminal_information) );
	CHECK_FCT( s13_avp(1402, "IMEI", AVP_TYPE_OCTETSTRING, utf8, &s13.imei) );
	CHECK_FCT( s13_avp(1403, "Software-Version", AVP_TYPE_OCTETSTRING, utf8, &s13.software_version) );
	CHECK_FCT( s13_avp(1471, "3GPP2-MEID", AVP_TYPE_OCTETSTRING, NULL, &s13.meid) );
	CHECK_FCT( s13_equipment_status() );
	CHECK_FCT( s13_rule(s13.terminal_information, s13.imei, RULE_OPTIONAL, -1, 1) );
	CHECK_FCT( s13_rule(s13.terminal_information, s13.meid, RULE_OPTIONAL, -1, 1) );
	CHECK_FCT( s13_rule(s13.terminal_information, s13.software_version, RULE_OPTIONAL, -1, 1) );
	return s13_commands();
}

static inline int s13_add_octets(msg_or_avp *to, struct dict_object *model, const void *octets, size_t length)
{
	struct avp *avp;
	union avp_value value;

	value.os.data = (uint8_t *)octets;
	value.os.len = length;
	CHECK_FCT( fd_msg_avp_new(model, 0, &avp) );
	CHECK_FCT( fd_msg_avp_setvalue(avp, &value) );
	return fd_msg_avp_add(to, MSG_BRW_LAST_CHILD, avp);
}

static inline int s13_add_text(msg_or_avp *to, struct dict_object *model, const char *text)
{
	return s13_add_octets(to, model, text, strlen(text));
}

static inline int s13_add_unsigned32(msg_or_avp *to, struct dict_object *model, uint32_t number)
{
	struct avp *avp;
	union avp_value value;

	value.u32 = number;
	CHECK_FCT( fd_msg_avp_new(model, 0, &avp) );
	CHECK_FCT( fd_msg_avp_setvalue(avp, &value) );
	return fd_msg_avp_add(to, MSG_BRW_LAST_CHILD, avp);
}

static inline int s13_add_application_id(struct msg *message)
{
	struct avp *group;

	CHECK_FCT( fd_msg_avp_new(s13.vendor_specific_application_id, 0, &group) );
	CHECK_FCT( s13_add_unsigned32(group, s13.vendor_id, S13_VENDOR) );
	CHECK_FCT( s13_add_unsigned32(group, s13.auth_application_id, S13_APPLICATION) );
	return fd_msg_avp_add(message, MSG_BRW_LAST_CHILD, group);
}

/* The value of "name" in "name=value;name=value", or NULL. */
static inline const char *s13_option(const char *options, const char *name, char *buffer, size_t size)
{
	size_t length = strlen(name);

	while (options && *options) {
		if (!strncmp(options, name, length) && options[length] == '=') {
			const char *value = options + length + 1;
			size_t n = strcspn(value, ";");
			if (n >= size)
				n = size - 1;
			memcpy(buffer, value, n);
			buffer[n] = 0;
			return buffer;
		}
		options = strchr(options, ';');
		if (options)
			options++;
	}
	return NULL;
}
#endif
