/* s13_eir.fdx: the smallest EIR on freeDiameter, to compare with. It answers every ECR with DIAMETER_SUCCESS and one
 * Equipment-Status. Options, as "name=value;...":
 *   status=N        Equipment-Status to answer (0 = white, 1 = black, 2 = grey; default 0)
 *   unknown=PREFIX  equipment whose IMEI starts with this is unknown (Experimental-Result 5422)
 */
#include "s13_dictionary.h"

static struct disp_hdl *handler;
static int status = 0;
static char unknown[32];

static int is_unknown(struct msg *request)
{
	struct avp *terminal_information = NULL, *avp = NULL;
	struct avp_hdr *header;
	size_t length = strlen(unknown);

	CHECK_FCT( fd_msg_search_avp(request, s13.terminal_information, &terminal_information) );
	if (!terminal_information || !length)
		return 0;
	for (fd_msg_browse(terminal_information, MSG_BRW_FIRST_CHILD, &avp, NULL); avp; fd_msg_browse(avp, MSG_BRW_NEXT, &avp, NULL)) {
		CHECK_FCT( fd_msg_avp_hdr(avp, &header) );
		if (header->avp_code == 1402 && header->avp_vendor == S13_VENDOR && header->avp_value)
			return header->avp_value->os.len >= length && !memcmp(header->avp_value->os.data, unknown, length);
	}
	return 0;
}

static int on_request(struct msg **message, struct avp *avp, struct session *session, void *opaque, enum disp_action *action)
{
	int not_known = is_unknown(*message);
	struct avp *group;
	struct msg *answer;
	(void)avp; (void)session; (void)opaque; (void)action;

	CHECK_FCT( fd_msg_new_answer_from_req(fd_g_config->cnf_dict, message, 0) );	/* copies Session-Id and Proxy-Info */
	answer = *message;
	CHECK_FCT( s13_add_application_id(answer) );
	if (not_known) {
		CHECK_FCT( fd_msg_avp_new(s13.experimental_result, 0, &group) );
		CHECK_FCT( s13_add_unsigned32(group, s13.vendor_id, S13_VENDOR) );
		CHECK_FCT( s13_add_unsigned32(group, s13.experimental_result_code, EQUIPMENT_UNKNOWN) );
		CHECK_FCT( fd_msg_avp_add(answer, MSG_BRW_LAST_CHILD, group) );
	} else {
		CHECK_FCT( s13_add_unsigned32(answer, s13.result_code, DIAMETER_SUCCESS) );
	}
	CHECK_FCT( s13_add_unsigned32(answer, s13.auth_session_state, NO_STATE_MAINTAINED) );
	CHECK_FCT( fd_msg_add_origin(answer, 0) );
	if (!not_known)
		CHECK_FCT( s13_add_unsigned32(answer, s13.equipment_status, (uint32_t)status) );
	CHECK_FCT( fd_msg_send(message, NULL, NULL) );
	return 0;
}

static int s13_eir_entry(char *options)
{
	struct disp_when when;
	char buffer[64];

	if (s13_option(options, "status", buffer, sizeof buffer))
		status = atoi(buffer);
	if (s13_option(options, "unknown", buffer, sizeof buffer))
		snprintf(unknown, sizeof unknown, "%.31s", buffer);
	CHECK_FCT( s13_load_dictionary() );
	memset(&when, 0, sizeof when);
	when.app = s13.application;
	when.command = s13.request;
	CHECK_FCT( fd_disp_register(on_request, DISP_HOW_CC, &when, NULL, &handler) );
	CHECK_FCT( fd_disp_app_support(s13.application, s13.vendor, 1, 0) );
	return 0;
}

void fd_ext_fini(void)
{
	if (handler)
		fd_disp_unregister(&handler, NULL);
}

EXTENSION_ENTRY("s13_eir", s13_eir_entry);
