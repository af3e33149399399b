/* words.h - the words of SQL, in alphabetical order (words.c searches by halves).
 *
 * WORD(text, code): code is the letter of its tokens: S select, U set operation, F from, W
 * where, & logic, ! not, i comparing word, n literal, D changes data, E calls, T starts a
 * statement of a procedure, f function without parentheses, K a name that only databases
 * have, k any other. CALL(text, kind): a function's name; COMMON ones are English or of
 * every language, PLAIN ones are of databases only, EVIL ones wait, read files or report
 * through errors.
 */
/* clang-format off */
#define SQL_WORDS(WORD) \
	WORD(add, 'k') WORD(all, 'k') WORD(all_constraints, 'K') WORD(all_objects, 'K') \
	WORD(all_source, 'K') WORD(all_tab_columns, 'K') WORD(all_tab_tables, 'K') \
	WORD(all_tables, 'K') WORD(all_users, 'K') WORD(alter, 'D') WORD(analyse, 'k') \
	WORD(analyze, 'k') WORD(and, '&') WORD(any, 'k') WORD(array, 'k') WORD(as, 'k') \
	WORD(asc, 'k') WORD(attach, 'T') WORD(backup, 'T') WORD(begin, 'T') \
	WORD(between, 'i') WORD(binary, 'k') WORD(boolean, 'k') WORD(by, 'k') \
	WORD(call, 'E') WORD(case, 'k') WORD(catch, 'k') WORD(change, 'k') \
	WORD(check, 'k') WORD(collate, 'i') WORD(column, 'k') WORD(commit, 'T') \
	WORD(concurrent, 'k') WORD(constraint, 'k') WORD(convert_to, 'k') WORD(copy, 'T') \
	WORD(create, 'D') WORD(cross, 'k') WORD(ctxsys, 'K') WORD(current_date, 'f') \
	WORD(current_time, 'f') WORD(current_timestamp, 'f') WORD(current_user, 'f') \
	WORD(data, 'k') WORD(database, 'k') WORD(dba_tables, 'K') WORD(dba_users, 'K') \
	WORD(dbms_assert, 'K') WORD(dbms_crypto, 'K') WORD(dbms_export_extension, 'K') \
	WORD(dbms_java, 'K') WORD(dbms_ldap, 'K') WORD(dbms_lock, 'K') \
	WORD(dbms_metadata, 'K') WORD(dbms_output, 'K') WORD(dbms_pipe, 'K') \
	WORD(dbms_scheduler, 'K') WORD(dbms_sql, 'K') WORD(dbms_utility, 'K') \
	WORD(dbms_xmlgen, 'K') WORD(dbms_xmlquery, 'K') WORD(deallocate, 'T') \
	WORD(declare, 'k') WORD(default, 'k') WORD(delay, 'k') WORD(delayed, 'k') \
	WORD(delete, 'D') WORD(desc, 'k') WORD(describe, 'T') WORD(detach, 'T') \
	WORD(distinct, 'k') WORD(distinctrow, 'k') WORD(div, 'i') WORD(do, 'T') \
	WORD(drop, 'D') WORD(dump, 'T') WORD(dumpfile, 'k') WORD(else, 'k') WORD(end, 'k') \
	WORD(eqv, 'i') WORD(escape, 'i') WORD(except, 'U') WORD(exec, 'E') \
	WORD(execute, 'E') WORD(exists, 'k') WORD(false, 'n') WORD(fetch, 'k') \
	WORD(filter, 'k') WORD(first, 'k') WORD(for, 'k') WORD(from, 'F') \
	WORD(function, 'k') WORD(glob, 'i') WORD(go, 'T') WORD(grant, 'D') \
	WORD(group, 'k') WORD(group_concat_max_len, 'K') WORD(handler, 'T') \
	WORD(having, 'k') WORD(high_priority, 'k') WORD(identified, 'k') WORD(if, 'k') \
	WORD(ignore, 'k') WORD(ilike, 'i') WORD(immediate, 'k') WORD(imp, 'i') \
	WORD(in, 'i') WORD(index, 'k') WORD(infile, 'k') WORD(information_schema, 'K') \
	WORD(inner, 'k') WORD(insert, 'D') WORD(intersect, 'U') WORD(into, 'k') \
	WORD(is, 'i') WORD(join, 'k') WORD(kill, 'T') WORD(language, 'k') \
	WORD(lateral, 'k') WORD(left, 'k') WORD(like, 'i') WORD(limit, 'k') \
	WORD(load, 'T') WORD(local, 'k') WORD(localtime, 'f') WORD(localtimestamp, 'f') \
	WORD(lock, 'k') WORD(login, 'k') WORD(login_name, 'k') WORD(low_priority, 'k') \
	WORD(master, 'k') WORD(match, 'i') WORD(member, 'i') WORD(merge, 'D') \
	WORD(minus, 'U') WORD(mod, 'i') WORD(mode, 'k') WORD(modify, 'k') \
	WORD(msdasql, 'K') WORD(msdb, 'K') WORD(msysaccessobjects, 'K') \
	WORD(msysaccessstorage, 'K') WORD(msysaccessxml, 'K') WORD(msysaces, 'K') \
	WORD(msysmodules, 'K') WORD(msysobjects, 'K') WORD(msysqueries, 'K') \
	WORD(msysrelationships, 'K') WORD(natural, 'k') WORD(next, 'k') WORD(not, '!') \
	WORD(notnull, 'i') WORD(nowait, 'k') WORD(null, 'n') WORD(nulls, 'k') \
	WORD(nvarchar, 'K') WORD(nvarchar2, 'K') WORD(offset, 'k') WORD(on, 'k') \
	WORD(only, 'k') WORD(opendatasource, 'K') WORD(openquery, 'K') \
	WORD(openrowset, 'K') WORD(or, '&') WORD(order, 'k') WORD(outer, 'k') \
	WORD(outfile, 'k') WORD(over, 'k') WORD(overlaps, 'i') WORD(pg_attribute, 'K') \
	WORD(pg_catalog, 'K') WORD(pg_class, 'K') WORD(pg_database, 'K') \
	WORD(pg_namespace, 'K') WORD(pg_proc, 'K') WORD(pg_roles, 'K') \
	WORD(pg_settings, 'K') WORD(pg_shadow, 'K') WORD(pg_stat_activity, 'K') \
	WORD(pg_tables, 'K') WORD(pg_user, 'K') WORD(pivot, 'k') WORD(placing, 'k') \
	WORD(pragma, 'T') WORD(prepare, 'T') WORD(print, 'T') WORD(priority, 'k') \
	WORD(proc, 'k') WORD(procedure, 'k') WORD(quick, 'k') WORD(reconfigure, 'T') \
	WORD(recursive, 'k') WORD(regexp, 'i') WORD(rename, 'k') WORD(replace, 'D') \
	WORD(restore, 'T') WORD(returns, 'k') WORD(revert, 'k') WORD(revoke, 'D') \
	WORD(right, 'k') WORD(rlike, 'i') WORD(role, 'k') WORD(rollback, 'T') \
	WORD(rowid, 'f') WORD(rownum, 'f') WORD(rows, 'k') WORD(savepoint, 'T') \
	WORD(schema, 'k') WORD(schema_name, 'K') WORD(select, 'S') WORD(separator, 'k') \
	WORD(sequence, 'k') WORD(session_user, 'f') WORD(set, 'k') WORD(shutdown, 'T') \
	WORD(similar, 'i') WORD(some, 'k') WORD(sounds, 'i') WORD(sp_add_job, 'K') \
	WORD(sp_addextendedproc, 'K') WORD(sp_addlinkedserver, 'K') WORD(sp_addlogin, 'K') \
	WORD(sp_addrole, 'K') WORD(sp_addsrvrolemember, 'K') WORD(sp_adduser, 'K') \
	WORD(sp_attach_db, 'K') WORD(sp_columns, 'K') WORD(sp_configure, 'K') \
	WORD(sp_detach_db, 'K') WORD(sp_dropextendedproc, 'K') WORD(sp_droplogin, 'K') \
	WORD(sp_execute, 'K') WORD(sp_executesql, 'K') WORD(sp_help, 'K') \
	WORD(sp_helptext, 'K') WORD(sp_makewebtask, 'K') WORD(sp_oacreate, 'K') \
	WORD(sp_oagetproperty, 'K') WORD(sp_oamethod, 'K') WORD(sp_password, 'K') \
	WORD(sp_prepare, 'K') WORD(sp_replwritetovarbin, 'K') WORD(sp_sqlexec, 'K') \
	WORD(sp_start_job, 'K') WORD(sp_tables, 'K') WORD(sp_who, 'K') WORD(sp_who2, 'K') \
	WORD(sql_calc_found_rows, 'k') WORD(sqlcode, 'f') WORD(sqlite_master, 'K') \
	WORD(sqlite_schema, 'K') WORD(sqlite_temp_master, 'K') WORD(sqloledb, 'K') \
	WORD(straight_join, 'k') WORD(syscat, 'K') WORD(syscolumns, 'K') \
	WORD(sysdatabases, 'K') WORD(sysdate, 'f') WORD(sysibm, 'K') WORD(syslogins, 'K') \
	WORD(sysmaster, 'K') WORD(sysobjects, 'K') WORD(sysprocesses, 'K') \
	WORD(systables, 'K') WORD(system_user, 'f') WORD(sysusers, 'K') \
	WORD(sysxlogins, 'K') WORD(table, 'k') WORD(tables, 'k') WORD(tablespace, 'k') \
	WORD(temp, 'k') WORD(tempdb, 'K') WORD(temporary, 'k') WORD(then, 'k') \
	WORD(time, 'k') WORD(to, 'k') WORD(top, 'k') WORD(tran, 'k') \
	WORD(transaction, 'k') WORD(trigger, 'k') WORD(true, 'n') WORD(truncate, 'D') \
	WORD(try, 'k') WORD(union, 'U') WORD(unknown, 'n') WORD(unsigned, 'k') \
	WORD(update, 'D') WORD(use, 'T') WORD(user, 'k') WORD(user_constraints, 'K') \
	WORD(user_ind_columns, 'K') WORD(user_objects, 'K') WORD(user_tab_columns, 'K') \
	WORD(user_tables, 'K') WORD(user_users, 'K') WORD(using, 'k') WORD(utl_file, 'K') \
	WORD(utl_http, 'K') WORD(utl_inaddr, 'K') WORD(utl_smtp, 'K') WORD(utl_tcp, 'K') \
	WORD(vacuum, 'T') WORD(values, 'k') WORD(varchar, 'K') WORD(varchar2, 'K') \
	WORD(view, 'k') WORD(waitfor, 'T') WORD(when, 'k') WORD(where, 'W') \
	WORD(with, 'k') WORD(within, 'k') WORD(xml, 'k') WORD(xor, '&') \
	WORD(xp_availablemedia, 'K') WORD(xp_cmdshell, 'K') WORD(xp_dirtree, 'K') \
	WORD(xp_enumdsn, 'K') WORD(xp_fileexist, 'K') WORD(xp_fixeddrives, 'K') \
	WORD(xp_logevent, 'K') WORD(xp_loginconfig, 'K') WORD(xp_makecab, 'K') \
	WORD(xp_msver, 'K') WORD(xp_ntsec_enumdomains, 'K') \
	WORD(xp_regaddmultistring, 'K') WORD(xp_regdeletekey, 'K') \
	WORD(xp_regdeletevalue, 'K') WORD(xp_regenumkeys, 'K') WORD(xp_regenumvalues, 'K') \
	WORD(xp_regread, 'K') WORD(xp_regwrite, 'K') WORD(xp_sendmail, 'K') \
	WORD(xp_servicecontrol, 'K') WORD(xp_startmail, 'K') WORD(xp_subdirs, 'K') \
	WORD(xp_terminate_process, 'K')

#define SQL_CALLS(CALL) \
	CALL(abs, COMMON) CALL(acos, COMMON) CALL(adddate, PLAIN) CALL(addtime, PLAIN) \
	CALL(aes_decrypt, PLAIN) CALL(aes_encrypt, PLAIN) CALL(any_value, PLAIN) \
	CALL(array_agg, PLAIN) CALL(array_to_json, PLAIN) CALL(array_to_string, PLAIN) \
	CALL(ascii, COMMON) CALL(asin, COMMON) CALL(atan, COMMON) CALL(atan2, COMMON) \
	CALL(avg, COMMON) CALL(benchmark, EVIL) CALL(bin, COMMON) CALL(bit_and, PLAIN) \
	CALL(bit_count, PLAIN) CALL(bit_length, PLAIN) CALL(bit_or, PLAIN) \
	CALL(bit_xor, PLAIN) CALL(bitand, PLAIN) CALL(box, COMMON) CALL(cast, COMMON) \
	CALL(ceil, COMMON) CALL(ceiling, COMMON) CALL(changes, COMMON) CALL(char, COMMON) \
	CALL(char_length, PLAIN) CALL(character_length, PLAIN) CALL(charindex, PLAIN) \
	CALL(chr, COMMON) CALL(coalesce, COMMON) CALL(coercibility, PLAIN) \
	CALL(collation, PLAIN) CALL(column_json, PLAIN) CALL(compress, COMMON) \
	CALL(concat, COMMON) CALL(concat_ws, PLAIN) CALL(connection_id, PLAIN) \
	CALL(conv, COMMON) CALL(convert, COMMON) CALL(convert_tz, PLAIN) CALL(cos, COMMON) \
	CALL(cot, COMMON) CALL(count, COMMON) CALL(crc32, COMMON) CALL(crypt, COMMON) \
	CALL(crypt_key, PLAIN) CALL(cume_dist, PLAIN) CALL(curdate, PLAIN) \
	CALL(current_database, PLAIN) CALL(current_date, PLAIN) \
	CALL(current_schema, PLAIN) CALL(current_setting, PLAIN) CALL(current_time, PLAIN) \
	CALL(current_timestamp, PLAIN) CALL(current_user, PLAIN) CALL(curtime, PLAIN) \
	CALL(database, COMMON) CALL(database_to_xml, PLAIN) CALL(datalength, PLAIN) \
	CALL(date, COMMON) CALL(date_add, PLAIN) CALL(date_format, PLAIN) \
	CALL(date_part, PLAIN) CALL(date_sub, PLAIN) CALL(date_trunc, PLAIN) \
	CALL(datediff, COMMON) CALL(datename, PLAIN) CALL(datepart, PLAIN) \
	CALL(day, COMMON) CALL(dayname, PLAIN) CALL(dayofmonth, PLAIN) \
	CALL(dayofweek, PLAIN) CALL(dayofyear, PLAIN) CALL(db_id, PLAIN) \
	CALL(db_name, PLAIN) CALL(dblink, EVIL) CALL(dblink_connect, EVIL) \
	CALL(dbms_random, PLAIN) CALL(decode, COMMON) CALL(default, COMMON) \
	CALL(degrees, COMMON) CALL(dense_rank, PLAIN) CALL(des_decrypt, PLAIN) \
	CALL(des_encrypt, PLAIN) CALL(difference, COMMON) CALL(elt, PLAIN) \
	CALL(encode, COMMON) CALL(encrypt, COMMON) CALL(exp, COMMON) \
	CALL(export_set, PLAIN) CALL(extractvalue, EVIL) CALL(field, COMMON) \
	CALL(file_name, PLAIN) CALL(fileproperty, PLAIN) CALL(filetoblob, PLAIN) \
	CALL(filetoclob, PLAIN) CALL(filter, COMMON) CALL(find_in_set, PLAIN) \
	CALL(first_value, PLAIN) CALL(floor, COMMON) CALL(format, COMMON) \
	CALL(found_rows, PLAIN) CALL(from_base64, PLAIN) CALL(from_days, PLAIN) \
	CALL(from_unixtime, PLAIN) CALL(gen_random_uuid, PLAIN) \
	CALL(generate_series, PLAIN) CALL(geometrycollection, COMMON) \
	CALL(get_host_address, PLAIN) CALL(get_lock, PLAIN) CALL(getdate, COMMON) \
	CALL(getutcdate, PLAIN) CALL(glob, COMMON) CALL(greatest, PLAIN) \
	CALL(group_concat, PLAIN) CALL(gtid_subset, EVIL) CALL(gtid_subtract, EVIL) \
	CALL(has_dbaccess, PLAIN) CALL(hex, COMMON) CALL(hextoraw, PLAIN) \
	CALL(hextostr, PLAIN) CALL(host_name, PLAIN) CALL(hour, COMMON) \
	CALL(httpuritype, EVIL) CALL(ident_current, PLAIN) CALL(if, COMMON) \
	CALL(ifnull, PLAIN) CALL(iif, PLAIN) CALL(index_col, PLAIN) CALL(inet_aton, PLAIN) \
	CALL(inet_ntoa, PLAIN) CALL(initcap, COMMON) CALL(insert, COMMON) \
	CALL(instr, COMMON) CALL(interval, COMMON) CALL(is_free_lock, PLAIN) \
	CALL(is_member, PLAIN) CALL(is_used_lock, PLAIN) CALL(isnull, COMMON) \
	CALL(json, COMMON) CALL(json_agg, PLAIN) CALL(json_array, PLAIN) \
	CALL(json_array_length, PLAIN) CALL(json_arrayagg, PLAIN) \
	CALL(json_build_object, PLAIN) CALL(json_contains, PLAIN) CALL(json_depth, PLAIN) \
	CALL(json_each, PLAIN) CALL(json_extract, PLAIN) CALL(json_group_array, PLAIN) \
	CALL(json_group_object, PLAIN) CALL(json_insert, PLAIN) CALL(json_keys, PLAIN) \
	CALL(json_length, PLAIN) CALL(json_object, PLAIN) CALL(json_objectagg, PLAIN) \
	CALL(json_patch, PLAIN) CALL(json_populate_record, PLAIN) CALL(json_query, PLAIN) \
	CALL(json_quote, PLAIN) CALL(json_remove, PLAIN) CALL(json_replace, PLAIN) \
	CALL(json_search, PLAIN) CALL(json_set, PLAIN) CALL(json_tree, PLAIN) \
	CALL(json_type, PLAIN) CALL(json_unquote, PLAIN) CALL(json_valid, PLAIN) \
	CALL(json_value, PLAIN) CALL(jsonb_agg, PLAIN) CALL(jsonb_build_object, PLAIN) \
	CALL(jsonb_each, PLAIN) CALL(jsonb_object_keys, PLAIN) CALL(jsonb_pretty, PLAIN) \
	CALL(lag, PLAIN) CALL(last_insert_id, PLAIN) CALL(last_insert_rowid, PLAIN) \
	CALL(last_query_id, PLAIN) CALL(last_value, COMMON) CALL(lcase, PLAIN) \
	CALL(lead, PLAIN) CALL(left, COMMON) CALL(len, COMMON) CALL(length, COMMON) \
	CALL(likelihood, COMMON) CALL(likely, COMMON) CALL(linestring, COMMON) \
	CALL(listagg, PLAIN) CALL(ln, COMMON) CALL(lo_export, PLAIN) CALL(lo_get, PLAIN) \
	CALL(lo_import, PLAIN) CALL(load_extension, PLAIN) CALL(load_file, EVIL) \
	CALL(localtime, COMMON) CALL(locate, COMMON) CALL(log, COMMON) CALL(log10, COMMON) \
	CALL(log2, COMMON) CALL(lower, COMMON) CALL(lpad, COMMON) CALL(ltrim, COMMON) \
	CALL(make_set, PLAIN) CALL(makedate, PLAIN) CALL(maketime, PLAIN) \
	CALL(master_pos_wait, PLAIN) CALL(max, COMMON) CALL(md5, COMMON) CALL(mid, COMMON) \
	CALL(min, COMMON) CALL(minute, COMMON) CALL(mod, COMMON) CALL(month, COMMON) \
	CALL(monthname, COMMON) CALL(multilinestring, COMMON) CALL(multipoint, COMMON) \
	CALL(multipolygon, COMMON) CALL(name_const, PLAIN) CALL(newid, PLAIN) \
	CALL(now, COMMON) CALL(ntile, PLAIN) CALL(nullif, COMMON) CALL(numnonnulls, PLAIN) \
	CALL(nvl, PLAIN) CALL(nvl2, PLAIN) CALL(object_id, PLAIN) CALL(object_name, PLAIN) \
	CALL(octet_from_page, PLAIN) CALL(octet_length, PLAIN) CALL(openxml, PLAIN) \
	CALL(ord, COMMON) CALL(overlay, COMMON) CALL(password, COMMON) \
	CALL(patindex, PLAIN) CALL(percent_rank, PLAIN) CALL(period_add, PLAIN) \
	CALL(period_diff, PLAIN) CALL(pg_client_encoding, PLAIN) \
	CALL(pg_current_logfile, PLAIN) CALL(pg_ls_dir, PLAIN) \
	CALL(pg_read_binary_file, PLAIN) CALL(pg_read_file, PLAIN) CALL(pg_sleep, EVIL) \
	CALL(pg_sleep_for, EVIL) CALL(pg_sleep_until, EVIL) CALL(pg_stat_file, PLAIN) \
	CALL(pi, COMMON) CALL(point, COMMON) CALL(polygon, COMMON) CALL(position, COMMON) \
	CALL(pow, COMMON) CALL(power, COMMON) CALL(printf, COMMON) CALL(quarter, COMMON) \
	CALL(query_to_xml, PLAIN) CALL(quote, COMMON) CALL(quotename, PLAIN) \
	CALL(radians, COMMON) CALL(rand, COMMON) CALL(random, COMMON) \
	CALL(randomblob, PLAIN) CALL(rawtohex, PLAIN) CALL(regexp_instr, PLAIN) \
	CALL(regexp_like, PLAIN) CALL(regexp_matches, PLAIN) CALL(regexp_replace, PLAIN) \
	CALL(regexp_split_to_array, PLAIN) CALL(regexp_split_to_table, PLAIN) \
	CALL(regexp_substr, PLAIN) CALL(regexp_substring, PLAIN) CALL(release_lock, PLAIN) \
	CALL(repeat, COMMON) CALL(replace, COMMON) CALL(replicate, PLAIN) \
	CALL(reverse, COMMON) CALL(right, COMMON) CALL(round, COMMON) CALL(row, COMMON) \
	CALL(row_count, PLAIN) CALL(row_number, PLAIN) CALL(row_to_json, PLAIN) \
	CALL(rowversion, PLAIN) CALL(rpad, COMMON) CALL(rtrim, COMMON) \
	CALL(schema, COMMON) CALL(sec_to_time, PLAIN) CALL(second, COMMON) \
	CALL(serverproperty, PLAIN) CALL(session_user, PLAIN) CALL(sha, COMMON) \
	CALL(sha1, COMMON) CALL(sha2, COMMON) CALL(sign, COMMON) CALL(sin, COMMON) \
	CALL(sleep, EVIL) CALL(soundex, COMMON) CALL(space, COMMON) \
	CALL(split_part, PLAIN) CALL(sqlerrm, PLAIN) CALL(sqlid_to_sqlhash, PLAIN) \
	CALL(sqlite_compileoption_get, PLAIN) CALL(sqlite_compileoption_used, PLAIN) \
	CALL(sqlite_source_id, PLAIN) CALL(sqlite_version, PLAIN) CALL(sqrt, COMMON) \
	CALL(st_latfromgeohash, EVIL) CALL(starts_with, PLAIN) CALL(stddev, COMMON) \
	CALL(stddev_pop, PLAIN) CALL(stddev_samp, PLAIN) CALL(str_to_date, PLAIN) \
	CALL(stragg, PLAIN) CALL(strcmp, COMMON) CALL(string_agg, PLAIN) \
	CALL(string_to_array, PLAIN) CALL(strpos, PLAIN) CALL(stuff, COMMON) \
	CALL(sub_time, PLAIN) CALL(subdate, PLAIN) CALL(substr, COMMON) \
	CALL(substring, COMMON) CALL(substring_index, PLAIN) CALL(subtime, PLAIN) \
	CALL(sum, COMMON) CALL(suser_name, PLAIN) CALL(suser_sname, PLAIN) \
	CALL(sys_context, PLAIN) CALL(sys_eval, PLAIN) CALL(sys_exec, PLAIN) \
	CALL(sysdatetime, PLAIN) CALL(sysfn, PLAIN) CALL(system_user, PLAIN) \
	CALL(table_to_xml, PLAIN) CALL(tan, COMMON) CALL(time, COMMON) \
	CALL(time_format, PLAIN) CALL(time_to_sec, PLAIN) CALL(timediff, PLAIN) \
	CALL(timestamp, COMMON) CALL(timestampadd, PLAIN) CALL(timestampdiff, PLAIN) \
	CALL(to_base64, PLAIN) CALL(to_char, PLAIN) CALL(to_date, PLAIN) \
	CALL(to_days, PLAIN) CALL(to_json, PLAIN) CALL(to_jsonb, PLAIN) \
	CALL(to_number, PLAIN) CALL(total, COMMON) CALL(total_changes, PLAIN) \
	CALL(translate, COMMON) CALL(trim, COMMON) CALL(truncate, COMMON) \
	CALL(try_cast, PLAIN) CALL(try_convert, PLAIN) CALL(typeof, COMMON) \
	CALL(ucase, PLAIN) CALL(uncompress, PLAIN) CALL(uncompressed_length, PLAIN) \
	CALL(unhex, PLAIN) CALL(unicode, COMMON) CALL(unistr, COMMON) \
	CALL(unix_timestamp, PLAIN) CALL(unlikely, COMMON) CALL(unnest, PLAIN) \
	CALL(updatexml, EVIL) CALL(upper, COMMON) CALL(user, COMMON) CALL(user_id, PLAIN) \
	CALL(user_name, PLAIN) CALL(utc_date, PLAIN) CALL(utc_time, PLAIN) \
	CALL(utc_timestamp, PLAIN) CALL(uuid, COMMON) CALL(uuid_short, PLAIN) \
	CALL(validate_password_strength, PLAIN) CALL(values, COMMON) CALL(var_pop, PLAIN) \
	CALL(var_samp, PLAIN) CALL(variance, COMMON) CALL(version, COMMON) \
	CALL(week, COMMON) CALL(weekday, PLAIN) CALL(weekofyear, PLAIN) \
	CALL(weight_string, PLAIN) CALL(xmlagg, PLAIN) CALL(xmlelement, PLAIN) \
	CALL(xmlforest, PLAIN) CALL(xmltype, PLAIN) CALL(xpath, PLAIN) CALL(year, COMMON) \
	CALL(yearweek, PLAIN) CALL(zeroblob, COMMON)

/* Per first letter: which second letters and which lengths the words have; _ and digits are the
 * last letter.  Most words of a text are told apart from SQL by these. */
#define SQL_SECOND_LETTERS \
	0x2e281e, 0x1004111, 0x1a4091, 0x124113, 0x852800, 0x124911, 0xa4810, 0x84111, \
	0x43968, 0x44000, 0x100, 0x8e115, 0x144119, 0x384011, 0x32a026, 0x24951, 0x100000, \
	0x8c911, 0x119c995, 0x1024191, 0x1ca004, 0x111, 0x191, 0xd000, 0x10, 0x10, 0x0,
#define SQL_LENGTHS \
	0x777e, 0x376, 0x1fffc, 0x107ffe, 0xa6c, 0x1fbc, 0xadeda, 0x1dec, 0x21bfe, \
	0xbbf88, 0x8, 0x13bfe, 0x15ffc, 0x7fc, 0x6ffe, 0x6affe, 0x950, 0x10bffc, \
	0x18ffffc, 0x1ffe, 0x4bffc, 0x20000e8, 0x1278, 0x9eff4, 0x88, 0x80, 0x0,
/* clang-format on */
